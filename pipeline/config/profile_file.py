"""Profiles: the sets of clauses that ship with Sightline, and the user's own."""

from pathlib import Path

from pipeline.config.clause_entry import ProfileEntry
from pipeline.config.problem import Problem, refused
from pipeline.config.refusals import read_entry
from pipeline.config.wording import nearest, worded
from pipeline.config.yaml_gate import YamlDocument, load_yaml
from pipeline.domain.label import Label
from pipeline.domain.requirement import Clause, Dropped, Profile, RecordingClause
from pipeline.domain.rule import RuleClause
from pipeline.errors import SiteFileError, UnknownNameError

PROFILES = Path(__file__).parent / "profiles"
SUFFIXES = (".yaml", ".yml")

MOST_LEVELS = 8
"""So many profiles extend one another; more is a mistake."""

AnyClause = Clause | RuleClause | RecordingClause


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that ship with Sightline."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.yaml")))


def load_profile(name_or_path: str) -> Profile:
    """Return a profile by its name, or from a YAML file of the user's.

    SiteFileError lists the problems of a file; UnknownNameError lists the names there are.
    """
    if path := profile_path(name_or_path, Path()):
        return _read(path, ())
    raise UnknownNameError(
        f"no profile is called {name_or_path!r}; known: {', '.join(profile_names())};"
        " the path of an own profile ends in .yaml"
    )


def read_profile(path: Path) -> Profile:
    """Return the profile of a file; SiteFileError lists its problems."""
    return _read(path, ())


def profile_path(name_or_path: str, beside: Path) -> Path | None:
    """Return where a profile lies: one of ours by its name, or a file, sought beside another."""
    if name_or_path in profile_names():
        return PROFILES / f"{name_or_path}.yaml"
    is_file = name_or_path.lower().endswith(SUFFIXES)
    return beside / name_or_path if is_file else None


def is_profile(path: Path) -> bool:
    """Tell whether a file is meant as a profile; a file that cannot be read is not.

    >>> is_profile(PROFILES / "full-coverage.yaml")
    True
    """
    try:
        data = load_yaml(path).data
    except SiteFileError:
        return False
    return (
        isinstance(data, dict)
        and "floors" not in data
        and bool({"clauses", "recordings", "extends"} & {*data})
    )


def _read(path: Path, below: tuple[Path, ...]) -> Profile:
    """Return the profile of a file; `below` are the files that extend it."""
    document = load_yaml(path)
    entry = read_entry(document, ProfileEntry)
    given = (*(entry.clauses or ()), *(entry.recordings or ()))
    own: dict[str, AnyClause] = {each.id: each.clause() for each in given}
    if entry.extends is None:
        return _profile(entry, list(own.values()), ())
    base = _base(document, entry.extends, path, below)
    known: dict[str, AnyClause] = {each.id: each for each in (*base.every, *base.recordings)}
    if problems := _bad_drops(document, entry, known, own):
        raise refused(problems)
    reasons = {drop.clause: drop.reason.label() for drop in entry.drop}
    kept = [own.get(id_, clause) for id_, clause in known.items() if id_ not in reasons]
    added = [clause for id_, clause in own.items() if id_ not in known]
    if not kept + added:
        raise refused([document.problem(("drop",), "no_clauses_left")])
    dropped = tuple(Dropped(id_, known[id_].wording, why) for id_, why in reasons.items())
    return _profile(entry, kept + added, base.dropped + dropped, base.id)


def _profile(
    entry: ProfileEntry,
    clauses: list[AnyClause],
    dropped: tuple[Dropped, ...],
    extends: str | None = None,
) -> Profile:
    return Profile(
        id=entry.id,
        label=entry.name.label(),
        clauses=tuple(clause for clause in clauses if isinstance(clause, Clause)),
        rules=tuple(clause for clause in clauses if isinstance(clause, RuleClause)),
        recordings=tuple(clause for clause in clauses if isinstance(clause, RecordingClause)),
        dropped=dropped,
        extends=extends,
    )


def _base(document: YamlDocument, extends: str, path: Path, below: tuple[Path, ...]) -> Profile:
    """Return the profile that one extends; SiteFileError at its line where there is none."""
    found = profile_path(extends, path.parent)
    chain = (*below, path.resolve())
    if found is None or not found.is_file():
        raise refused([_at_extends(document, "unknown_profile", extends)])
    if found.resolve() in chain or len(chain) > MOST_LEVELS:
        raise refused([_at_extends(document, "extends_itself", extends)])
    return _read(found, chain)


def _at_extends(document: YamlDocument, kind: str, extends: str) -> Problem:
    known = ", ".join(profile_names())
    return document.problem(("extends",), kind, got=extends, known=known)


def _bad_drops(
    document: YamlDocument,
    entry: ProfileEntry,
    known: dict[str, AnyClause],
    own: dict[str, AnyClause],
) -> list[Problem]:
    """Return what is wrong with the clauses that are dropped."""
    found = []
    for number, drop in enumerate(entry.drop):
        place = ("drop", number, "clause")
        if drop.clause in own:
            found.append(document.problem(place, "dropped_and_given", got=drop.clause))
        elif drop.clause not in known:
            told = _known_told(drop.clause, list(known))
            found.append(document.problem(place, "unknown_clause", got=drop.clause, known=told))
    return found


def _known_told(wanted: str, known: list[str]) -> Label:
    if near := nearest(wanted, known):
        return worded("known_near", near=near)
    return worded("known_all", all=", ".join(known))
