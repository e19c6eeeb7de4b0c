"""How well people were found, counted and alarms were raised, against what is true."""

from dataclasses import dataclass

from pipeline.domain.crowding import Tier


@dataclass(frozen=True)
class CountPair:
    """People truly in a zone of one picture, and people found there; density in people per m²."""

    true: int
    found: int
    density_p_m2: float | None = None


@dataclass(frozen=True)
class DensityBucket:
    """Count errors at densities from `from_p_m2` up to `to_p_m2`, None for no upper end.

    `mae` is the mean absolute error and `bias` the mean error, in people; `density_mae` is in
    people per m², None where no picture has a person in it.
    """

    from_p_m2: float
    to_p_m2: float | None
    pairs: int
    mae: float
    bias: float
    density_mae: float | None


@dataclass(frozen=True)
class CountScore:
    """Mean absolute error and mean error of counts, in people, and the same by density."""

    pairs: int
    mae: float
    bias: float
    by_density: tuple[DensityBucket, ...]


@dataclass(frozen=True)
class EventScore:
    """How events of crowding meet true episodes; None where there is nothing to divide by.

    `latency_*_s` is from the beginning of an episode to its first alarm, of episodes that were
    found. `tiers` are pairs of the true and the raised worst tier, of those whose truth is known.
    """

    episodes: int
    events: int
    matched: int
    precision: float | None
    recall: float | None
    f1: float | None
    latency_p50_s: float | None
    latency_p95_s: float | None
    alarms_per_episode: float | None
    tiers: tuple[tuple[Tier, Tier], ...]


@dataclass(frozen=True)
class Calibration:
    """The threshold at which counts are most nearly right, and what they are there."""

    threshold: float
    score: CountScore


@dataclass(frozen=True)
class Evaluation:
    """All that the truth can say of a detector on some pictures or recordings; None is silence.

    `frames` is how many labelled pictures were looked at; `availability` the share of the footage
    in which people could be counted at all.
    """

    model: str
    threshold: float
    frames: int
    ap50: float | None = None
    counts: CountScore | None = None
    events: EventScore | None = None
    availability: float | None = None
    calibration: Calibration | None = None
