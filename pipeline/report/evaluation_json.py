"""What an evaluation says to machines."""

import json
from typing import Any

from pipeline.domain.crowding import TIERS
from pipeline.domain.evaluation import (
    Calibration,
    CountScore,
    DensityBucket,
    Evaluation,
    EventScore,
)


def evaluation_json(found: Evaluation) -> str:
    """Return an evaluation as JSON, format 1; what the truth does not speak of is null."""
    return json.dumps(evaluation_document(found), ensure_ascii=False, indent=2) + "\n"


def evaluation_document(found: Evaluation) -> dict[str, Any]:
    """Return what `evaluation_json` says; shares and people have four decimals."""
    counts = found.counts
    return {
        "format": 1,
        "model": found.model,
        "threshold": found.threshold,
        "frames": found.frames,
        "ap50": _rounded(found.ap50),
        "count_mae": _rounded(counts.mae if counts else None),
        "count_bias": _rounded(counts.bias if counts else None),
        "by_density": _buckets(counts),
        "events": found.events and _events(found.events),
        "availability": _rounded(found.availability),
        "calibration": found.calibration and _calibration(found.calibration),
    }


def _buckets(counts: CountScore | None) -> list[dict[str, Any]] | None:
    """Return count errors density by density, or None where no density is known."""
    return [_bucket(bucket) for bucket in counts.by_density] or None if counts else None


def _bucket(bucket: DensityBucket) -> dict[str, Any]:
    return {
        "from_p_m2": bucket.from_p_m2,
        "to_p_m2": bucket.to_p_m2,
        "counts": bucket.pairs,
        "count_mae": _rounded(bucket.mae),
        "count_bias": _rounded(bucket.bias),
        "density_mae_p_m2": _rounded(bucket.density_mae),
    }


def _events(score: EventScore) -> dict[str, Any]:
    """Return how events met episodes; `tiers` has a row for each true tier that occurred."""
    rows = {
        true: {raised: score.tiers.count((true, raised)) for raised in TIERS}
        for true in TIERS
        if any(pair[0] == true for pair in score.tiers)
    }
    return {
        "episodes": score.episodes,
        "events": score.events,
        "matched": score.matched,
        "precision": _rounded(score.precision),
        "recall": _rounded(score.recall),
        "f1": _rounded(score.f1),
        "latency_p50_s": _rounded(score.latency_p50_s),
        "latency_p95_s": _rounded(score.latency_p95_s),
        "alarms_per_episode": _rounded(score.alarms_per_episode),
        "tiers": rows or None,
    }


def _calibration(best: Calibration) -> dict[str, Any]:
    return {
        "threshold": best.threshold,
        "count_mae": _rounded(best.score.mae),
        "count_bias": _rounded(best.score.bias),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
