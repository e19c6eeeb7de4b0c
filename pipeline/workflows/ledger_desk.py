"""The ledger as several people keep it at once: who decides sees what he decides upon."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pipeline.audit.hazard_form import is_day
from pipeline.audit.registration import told_time
from pipeline.config.fields import IS_ID
from pipeline.config.profile_file import load_profile
from pipeline.domain.hazard import Change, Hazard, Recorded
from pipeline.domain.hazard_words import Action
from pipeline.domain.wall_clock import moment
from pipeline.errors import InputError, LedgerError, UnknownNameError
from pipeline.report.audit_json import audit_document, sealed
from pipeline.store.atomic import atomic_write
from pipeline.store.ledger import (
    Ledger,
    hazard_of,
    hazards_of,
    history_of,
    ledger_to_read,
    open_ledger,
)
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.keep_ledger import attach, change, close
from pipeline.workflows.ledger_sheet import new_hazard

ProofKind = Literal["audit", "audit_now", "footage", "photograph"]
STEPS: frozenset[Action] = frozenset(
    {"amend", "assign", "rectify", "reject", "escalate", "waive", "expire", "reopen"}
)
"""What is done to a hazard by a single change."""

MOST_WAIVED_YEARS = 10
"""A waiver is for a time; our own bound, since no rule names one."""

SUFFIXES: Mapping[ProofKind, str] = {"audit": ".json", "footage": ".json", "photograph": ".jpg"}


@dataclass(frozen=True)
class Book:
    """A ledger and whose hazards are seen of it: those of one site, or with None all of them."""

    file: Path
    site_id: str | None = None

    def holds(self, hazard: Hazard) -> bool:
        """Tell whether a hazard may be seen."""
        return self.site_id in (None, hazard.site_id)


@dataclass(frozen=True, eq=False)
class Proof:
    """By what a hazard is closed: a file's bytes, or an audit of the site as it stands now."""

    kind: ProofKind
    content: bytes = b""


@dataclass(frozen=True, eq=False)
class Step:
    """What somebody wants to do to a hazard that he saw at a revision."""

    hazard_id: str
    action: Action
    revision: int
    who: str
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    photographs: Sequence[bytes] = ()
    proof: Proof | None = None


def told_now() -> str:
    """Return the time with its offset from UTC, so that its day is the one people have."""
    return told_time(moment(time.time()).astimezone())


def board(book: Book, site_id: str | None = None) -> tuple[Hazard, ...]:
    """Return the hazards that may be seen, of one site where that is asked for."""
    with closing(ledger_to_read(book.file)) as ledger:
        found = hazards_of(ledger, site_id or book.site_id)
    return tuple(hazard for hazard in found if book.holds(hazard))


def card(book: Book, hazard_id: str) -> tuple[Hazard, tuple[Recorded, ...]]:
    """Return a hazard with its history; raises UnknownNameError for one that may not be seen."""
    with closing(ledger_to_read(book.file)) as ledger:
        return _seen(book, ledger, hazard_id), history_of(ledger, hazard_id)


def enter(
    book: Book,
    site_id: str,
    place: str,
    data: Mapping[str, Any],
    who: str,
    sites: frozenset[str] | None = None,
) -> Hazard:
    """Register a hazard that somebody has found, of one of `sites` where they are told.

    Raises LedgerError for a hazard that is known, InputError for what is no id of a site, and
    UnknownNameError for another site.
    """
    if not IS_ID(site_id):
        raise InputError(
            f"site: must be the id of a site (letters, digits, '.', '_' and '-'), got"
            f" {site_id[:80]!r}",
            f"site：应为站点编号（字母、数字及 . _ -），现为 {site_id[:80]!r}",
        )
    if book.site_id not in (None, site_id) or (sites is not None and site_id not in sites):
        raise UnknownNameError(
            f"no site {site_id[:80]!r} before this server", f"此服务没有站点 {site_id[:80]!r}"
        )
    if not data.get("content") or not place:
        raise InputError("a hazard needs a place and a content: where it is, and what is wrong")
    step = new_hazard(site_id, place, dict(data), who, told_now())
    with closing(open_ledger(book.file, new=False)) as ledger:
        if known := hazard_of(ledger, step.hazard_id):
            raise LedgerError(f"{known.id}：已在台账中", f"{known.id}: is in the ledger already")
        return change(ledger, step)


def act(book: Book, step: Step, site: tuple[Path, str] | None = None) -> Hazard:
    """Do a step and return the hazard as it stands then.

    `site` is the site file and profile by which an audit may be made now. Raises LedgerError where
    the rules do not allow it or somebody was faster, InputError, and UnknownNameError.
    """
    if step.action == "waive":
        _refuse_endless(str(step.data.get("until", "")))
    with closing(open_ledger(book.file, new=False)) as ledger:
        hazard = _seen(book, ledger, step.hazard_id)
        if step.action == "close":
            with _proof_file(hazard, step.proof, site) as proof:
                return close(ledger, hazard, proof, step.who, told_now(), step.why, step.revision)
        made = Change(hazard.id, told_now(), step.who, step.action, step.why, dict(step.data))
        with _photographs(step) as photographs:
            if step.action == "attach":
                return attach(ledger, hazard, photographs, made.who, made.at, step.revision)
            if step.action not in STEPS:
                raise UnknownNameError(f"no action {step.action!r} on a hazard")
            return change(ledger, made, step.revision, photographs)


def _refuse_endless(until: str) -> None:
    """Refuse what is no day, or one so late that nobody would look at the hazard again."""
    last = f"{int(told_now()[:4]) + MOST_WAIVED_YEARS}-12-31"
    if not is_day(until) or until > last:
        raise InputError(
            f"until: a waiver ends on a day, written YYYY-MM-DD, up to {last}; got {until!r}",
            f"until：豁免的截止日期应写作 YYYY-MM-DD，不晚于 {last}，现为 {until!r}",
        )


def _seen(book: Book, ledger: Ledger, hazard_id: str) -> Hazard:
    hazard = hazard_of(ledger, hazard_id)
    if hazard is None or not book.holds(hazard):
        raise UnknownNameError(f"no hazard {hazard_id[:120]!r} in this ledger")
    return hazard


@contextmanager
def _photographs(step: Step) -> Iterator[list[Path]]:
    """Give the photographs of a step as files."""
    with TemporaryDirectory() as folder:
        paths = []
        for number, content in enumerate(step.photographs, start=1):
            paths.append(Path(folder) / f"{number}.jpg")
            atomic_write(paths[-1], content)
        yield paths


@contextmanager
def _proof_file(
    hazard: Hazard, proof: Proof | None, site: tuple[Path, str] | None
) -> Iterator[tuple[str, Path] | None]:
    """Give a proof as a kind and a file, None where there is none."""
    if proof is None:
        yield None
        return
    content, kind = proof.content, proof.kind
    if kind == "audit_now":
        content, kind = _audit_now(hazard, site), "audit"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"proof{SUFFIXES[kind]}"
        atomic_write(path, content)
        try:
            yield kind, path
        except InputError as error:
            if isinstance(error, LedgerError) or str(path) not in str(error):
                raise
            # Nobody knows the file by the name that it had here.
            raise InputError(str(error).replace(str(path), "proof")) from error


def _audit_now(hazard: Hazard, site: tuple[Path, str] | None) -> bytes:
    """Return an audit of the site as its file stands now, by the profile that found the hazard."""
    if site is None:
        raise InputError("this server has no site file that could be audited")
    path, profile = site
    if hazard.source is not None and load_profile(profile).id != hazard.source.profile_id:
        profile = hazard.source.profile_id
    document = sealed(audit_document(audit_site(path, profile)), moment(time.time()))
    return json.dumps(document, ensure_ascii=False).encode("utf-8")
