"""``sightline verify``: whether what a watch has recorded is what it was."""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label, Language
from pipeline.errors import StorageError

if TYPE_CHECKING:
    from pipeline.store.seal_key import SignedHead
    from pipeline.store.verification import Verification

HELP = "tell whether records and evidence of a store, or of an export, are whole and unchanged"

FAULTS = {
    "changed": Label("第 {number} 条（{thing}）被改动", "record {number} ({thing}) was changed"),
    "missing": Label(
        "第 {number} 条缺失（其后为 {thing}）", "record {number} is missing (before {thing})"
    ),
    "reordered": Label(
        "第 {number} 条（{thing}）顺序被改", "record {number} ({thing}) is not in its place"
    ),
    "erased": Label(
        "第 {number} 条（{thing}）被清除，但没有销毁记录",
        "record {number} ({thing}) was erased, and no tombstone says by whom",
    ),
    "truncated": Label(
        "从第 {number} 条起缺失：签名链头证明曾有更多记录",
        "records from {number} on are missing: the signed head saw more",
    ),
    "rewritten": Label(
        "第 {number} 条或更早的记录被改写，其后的校验值也被重算",
        "record {number} or one before it was rewritten, with all digests behind it",
    ),
    "unsigned": Label("链头的签名不符", "the signature of the head does not fit it"),
    "foreign": Label("链头属于另一所学校（{thing}）", "the head is that of another site ({thing})"),
    "table": Label(
        "数据表与第 {number} 条（{thing}）不符",
        "the tables say other than record {number} ({thing})",
    ),
    "file": Label("文件 {thing} 被改动或缺失", "the file {thing} was changed or is missing"),
    "altered": Label(
        "证据文件 {thing} 被改动（第 {number} 条记有其校验值）",
        "the evidence {thing} was altered; record {number} holds the digest of what it was",
    ),
    "gone": Label(
        "证据文件 {thing} 缺失（见第 {number} 条），且没有销毁记录",
        "the evidence {thing} of record {number} is missing, and no tombstone says by whom",
    ),
    "unproven": Label(
        "证据文件 {thing} 不在链中", "the evidence {thing} is in no record of the chain"
    ),
    "key": Label(
        "导出由另一把密钥签名，与链头（--head）的不同",
        "the export was signed with another key than the head (--head)",
    ),
    "manifest": Label("清单的签名不符", "the signature of the manifest does not fit it"),
}
WHOLE = Label(
    "完整：{count} 条记录，其中 {erased} 条已按规定清除，链头 {digest}",
    "whole: {count} records, {erased} of them erased by rule, head {digest}",
)
AGAINST = Label(
    "与签名链头一致：第 {number} 条，公钥 {key}", "agrees with the head at {number}, key {key}"
)
ALONE = Label(
    "注意：未提供链头（--head）。仅凭链本身，看不出末尾被截断，也看不出全部重算过的改动；"
    "请与随消息发出的链头比对。",
    "note: without --head nobody can tell whether the last records were cut off, or all digests"
    " reckoned anew; hold it against a head that was sent away with a message",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline verify``."""
    parser.add_argument("path", metavar="STORE", type=Path, help="a store, or an export (.zip)")
    parser.add_argument(
        "--head",
        metavar="FILE",
        type=Path,
        help="a signed head: STORE.head.json of another day, or a message that carried one",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Check, say what was found, and return 0 if nothing is wrong, else 1."""
    from pipeline.store.seal_key import read_head

    against = read_head(args.head) if args.head else None
    found = _verified(args.path, against)
    print(_document(found) if args.json else _lines(found, args.lang))
    return 0 if found.holds else 1


def _verified(path: Path, against: "SignedHead | None") -> "Verification":
    from pipeline.store.database import open_store
    from pipeline.store.verification import verify_store

    if not path.exists():
        raise StorageError(f"{path}: there is no store")
    if path.suffix.lower() == ".zip":
        from pipeline.store.export import verify_export

        return verify_export(path, against)
    with closing(open_store(path)) as store:
        return verify_store(store, against)


def _lines(found: "Verification", language: Language) -> str:
    if found.broken is not None:
        number, thing = found.broken.number, found.broken.thing
        return FAULTS[found.broken.fault].told(language).format(number=number, thing=thing)
    count, erased, digest = found.head.number, found.erased, found.head.digest
    line = WHOLE.told(language).format(count=count, erased=erased, digest=digest)
    if found.against is None:
        return f"{line}\n{ALONE.told(language)}"
    number, key = found.against.number, found.against.public_key
    return f"{line}\n{AGAINST.told(language).format(number=number, key=key)}"


def _document(found: "Verification") -> str:
    broken = found.broken and vars(found.broken)
    against = found.against and found.against.document()
    return json.dumps(
        {
            "format": 1,
            "holds": found.holds,
            "records": found.head.number,
            "erased": found.erased,
            "digest": found.head.digest,
            "broken": broken,
            "against": against,
        },
        ensure_ascii=False,
        indent=2,
    )
