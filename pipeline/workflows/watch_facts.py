"""By what a watch was done, as its evidence says: model, settings and site, by their hashes."""

from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.domain.detector import DetectorManifest

if TYPE_CHECKING:
    from pipeline.workflows.watch_gates import WatchOptions


def watch_facts(
    manifest: DetectorManifest, options: "WatchOptions", site_sha256: str
) -> dict[str, str]:
    """Return by what is watched, as hashes: model, settings and site file."""
    settings: tuple[object, ...]
    settings = (manifest.threshold, options.sample_fps, options.by_counts, options.providers)
    settings += ("fast_decode",) if options.fast_decode else ()
    if options.tiles is not None or options.tile_policy != "none":
        settings += ("tiles", options.tiles, options.tile_policy)
    return {
        "model": manifest.name,
        "model_sha256": manifest.sha256 or "",
        "settings_sha256": sha256(repr(settings).encode("utf-8")).hexdigest(),
        "site_sha256": site_sha256,
        **_evidence_facts(options),
    }


def _evidence_facts(options: "WatchOptions") -> dict[str, str]:
    """Return which evidence is kept and by whose leave; nothing where none is."""
    kinds = [kind for kind in ("snapshots", "clips") if getattr(options, kind)]
    if not kinds:
        return {}
    facts = {
        "evidence": ", ".join(kinds),
        "jurisdiction": options.rules.id if options.rules else "",
    }
    if options.clips and options.rules and options.rules.clips:
        reason = options.rules.clips.reason
        facts |= {"clips_reason_zh": reason.zh, "clips_reason_en": reason.en}
    return facts
