"""Profiles: the sets of clauses that ship with Sightline, and the user's own."""

from pathlib import Path

from pipeline.config.clause_entry import ClauseEntry, ProfileEntry, RecordingClauseEntry
from pipeline.config.refusals import read_entry
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.requirement import Clause, Profile, RecordingClause
from pipeline.errors import UnknownNameError

PROFILES = Path(__file__).parent / "profiles"


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that ship with Sightline."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.yaml")))


def load_profile(name_or_path: str) -> Profile:
    """Return a profile by its name, or from a YAML file of the user's.

    SiteFileError lists the problems of a file; UnknownNameError lists the names there are.
    """
    if name_or_path in profile_names():
        return _read(PROFILES / f"{name_or_path}.yaml")
    if name_or_path.lower().endswith((".yaml", ".yml")):
        return _read(Path(name_or_path))
    raise UnknownNameError(
        f"no profile is called {name_or_path!r}; known: {', '.join(profile_names())};"
        " the path of an own profile ends in .yaml"
    )


def _read(path: Path) -> Profile:
    entry = read_entry(load_yaml(path), ProfileEntry)
    clauses = tuple(_clause(clause) for clause in entry.clauses or ())
    recordings = tuple(_recording_clause(clause) for clause in entry.recordings or ())
    return Profile(entry.id, entry.name.label(), clauses, recordings)


def _recording_clause(entry: RecordingClauseEntry) -> RecordingClause:
    return RecordingClause(
        id=entry.id,
        wording=entry.wording.label(),
        source=entry.source,
        retention_days=entry.retention_days,
        longest_gap_s=entry.longest_gap_s,
        picture=(entry.picture[0], entry.picture[1]) if entry.picture else None,
        fps=entry.fps,
        sharpness=entry.sharpness,
    )


def _clause(entry: ClauseEntry) -> Clause:
    return Clause(
        id=entry.id,
        wording=entry.wording.label(),
        kinds=tuple(entry.kinds),
        plane_m=entry.plane_m,
        density_px_per_m=entry.least_px_per_m(),
        min_cameras=entry.min_cameras,
        source=entry.source,
        max_elevation_deg=entry.max_elevation_deg,
        max_facing_deg=entry.max_facing_deg,
        at_night=entry.at_night,
    )
