"""Every document and map of an audit, written where they are wanted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.city import FailedClause
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label, Language
from pipeline.domain.standing import Standing
from pipeline.errors import UnavailableError, UsageError
from pipeline.report.audit_page import audit_page
from pipeline.report.documents.bulletin import bulletin
from pipeline.report.documents.dossier import Dossier
from pipeline.report.documents.table import DOCUMENTS, MAP_FORMATS, NO_NEED, PAPER_FORMATS
from pipeline.report.paper.blocks import Paper
from pipeline.report.paper.letters import Letters, listed
from pipeline.store.atomic import atomic_write

REPORT, MASTER = "report", "html"
UNDRAWN = Label(
    "所带字体不含以下字符，PDF 中以“〓”代替：{characters}；用 --font 指定含有它们的 TrueType 字体",
    "the shipped font lacks these characters, which read 〓 in PDF: {characters};"
    " --font names a TrueType font that has them",
)


@dataclass(frozen=True)
class Wish:
    """What is wanted: where to, which documents, as what; None is all that can be had here.

    `font` is a TrueType font for characters that the shipped one lacks.
    """

    out: Path
    language: Language
    documents: tuple[str, ...] | None = None
    formats: tuple[str, ...] | None = None
    font: Path | None = None


@dataclass
class Written:
    """The files that were written, in order, and what should be told about them."""

    files: list[Path] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def refuse_unknown(wish: Wish, *, maps: bool = True) -> None:
    """Refuse a document or a format that does not exist before any work is done."""
    formats = (*PAPER_FORMATS, *(MAP_FORMATS if maps else ()))
    for kind, wanted, known in (
        ("document", wish.documents, tuple(DOCUMENTS)),
        ("format", wish.formats, formats),
    ):
        for name in wanted or ():
            if name not in known:
                listed_all = ", ".join(known)
                raise UsageError(f"no {kind} is called {name!r}; known: {listed_all}")


def write_documents(audit: AuditResult, wish: Wish, retention_days: int | None = None) -> Written:
    """Write the documents and maps of an audit, and return which files there are.

    UnavailableError where a library is missing, and UsageError where a map needs a georeference,
    if that format was asked for; else they are left out with a notice.
    """
    letters = Letters(wish.font)
    written = Written()
    dossier = Dossier(audit, retention_days)
    papers: dict[str, Paper] = {}
    for name in wish.documents or tuple(DOCUMENTS):
        if paper := DOCUMENTS[name](dossier, wish.language):
            papers[name] = paper
        else:
            written.notices.append(NO_NEED.told(wish.language))
    for kind in wish.formats or (*PAPER_FORMATS, *MAP_FORMATS):
        try:
            for name, content in _files(kind, papers, audit, wish, letters):
                atomic_write(wish.out / name, content)
                written.files.append(wish.out / name)
        except (UnavailableError, UsageError) as error:
            if wish.formats:
                raise
            written.notices.append(str(error))
    written.notices += _undrawn(papers.values(), letters, wish.language)
    return written


def _files(
    kind: str, papers: dict[str, Paper], audit: AuditResult, wish: Wish, letters: Letters
) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of all files of one format."""
    if kind in tuple(MAP_FORMATS):
        if wish.documents is None:
            yield from MAP_FORMATS[kind](audit, wish.language).items()
        return
    write = PAPER_FORMATS[kind]
    for name, paper in papers.items():
        if (name, kind) == (REPORT, MASTER):
            yield f"{name}.{kind}", audit_page(audit, wish.language).encode("utf-8")
        else:
            yield f"{name}.{kind}", write(paper, letters)


def write_bulletin(
    standings: Sequence[Standing],
    wish: Wish,
    subtitle: str = "",
    failed: Sequence[FailedClause] = (),
) -> Written:
    """Write the bulletin of some schools in each format, and return which files there are."""
    letters = Letters(wish.font)
    written = Written()
    paper = bulletin(standings, wish.language, subtitle, failed)
    for kind in wish.formats or tuple(PAPER_FORMATS):
        try:
            content = PAPER_FORMATS[kind](paper, letters)
        except UnavailableError as error:
            if wish.formats:
                raise
            written.notices.append(str(error))
            continue
        atomic_write(wish.out / f"bulletin.{kind}", content)
        written.files.append(wish.out / f"bulletin.{kind}")
    written.notices += _undrawn([paper], letters, wish.language)
    return written


def _undrawn(papers: Iterable[Paper], letters: Letters, language: Language) -> list[str]:
    missing = letters.missing(text for paper in papers for text in paper.texts())
    return [UNDRAWN.told(language).format(characters=listed(missing))] if missing else []
