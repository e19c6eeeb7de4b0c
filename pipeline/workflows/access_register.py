"""The register of who was handed what of a store, filled in from its chain."""

from datetime import datetime
from pathlib import Path

from pipeline.domain.label import Label, Language
from pipeline.errors import UsageError
from pipeline.report.documents.access_register import register_of
from pipeline.report.documents.table import PAPER_FORMATS
from pipeline.report.paper.letters import Letters
from pipeline.store.atomic import atomic_write
from pipeline.store.database import Store, rows
from pipeline.store.export import Access, accesses

CONTENT = Label("全部记录，{first} 至 {last}", "all records, {first} to {last}")
PICTURES = Label(
    "；截图 {snapshots} 张，未打码录像 {clips} 段",
    "; pictures: {snapshots}, unblurred clips: {clips}",
)
COPIED = Label("复制", "copied")
SEEN = Label("查看", "seen")
FILE = Label("证据文件 {name}，{first} 至 {last}", "evidence {name}, {first} to {last}")


def write_access_register(store: Store, out: Path, language: Language) -> None:
    """Leave the register at a path, as its name ends; raises UsageError for an unknown end."""
    kind = out.suffix.lower().removeprefix(".")
    if kind not in PAPER_FORMATS:
        raise UsageError(f"-o wants a name that ends in {', '.join(PAPER_FORMATS)}, got {out}")
    ((site,),) = rows(store, "SELECT id FROM site")
    told = [_row(number, one, language) for number, one in enumerate(accesses(store), start=1)]
    paper = register_of(site, told, language)
    atomic_write(out, PAPER_FORMATS[kind](paper, Letters(None)))


def _row(number: int, access: Access, language: Language) -> tuple[str, ...]:
    span = {"first": _told(access.from_s), "last": _told(access.to_s)}
    what = FILE if access.name else CONTENT
    content = what.told(language).format(name=access.name, **span)
    if access.snapshots or access.clips:
        content += PICTURES.told(language).format(**vars(access))
    return (
        *(str(number), _told(access.at_s), access.unit, access.who, access.why),
        *(content, (SEEN if access.seen else COPIED).told(language), "", ""),
    )


def _told(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s):%Y-%m-%d %H:%M}"
