"""``sightline store``: what a watch still owes to whom, and what of its store is held."""

import argparse
import getpass
import json
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.domain.label import LANGUAGES, Label
from pipeline.errors import StorageError, UsageError

HELP = "the store of a watch: outbox, legal holds, evidence, exports and their register"

WAITING = Label(
    "待发 {waiting}，已发 {delivered}，失效 {void}",
    "{waiting} waiting, {delivered} delivered, {void} lapsed",
)
SINCE = Label("，最早自 {time}", ", the oldest since {time}")
HELD = Label(
    "保全 {number}：{first} 至 {last}，{who}，{why}",
    "hold {number}: {first} to {last}, by {who}: {why}",
)
RELEASED = Label("（已于 {time} 由 {who} 解除：{why}）", " (released {time} by {who}: {why})")
NONE = Label("没有接收方，也没有保全", "nobody is owed anything, and nothing is held")
PLACED = Label("已设保全 {number}", "hold {number} is in force")
HANDED = Label("{path}（已登记为第 {number} 条）", "{path} (registered as record {number})")
PICTURES = Label(
    "含截图 {snapshots} 张、未打码录像 {clips} 段",
    "pictures: {snapshots}, unblurred clips: {clips}",
)
UNBLURRED = Label(
    "注意：录像未打码，画面中的人可被辨认；交付后由接收单位负责",
    "NOTE: the clips are UNBLURRED, and people in them can be recognised; whoever takes them"
    " answers for them",
)
LEFT_OUT: dict[str, Label] = {
    "unblurred": Label(
        "未打码录像 {count} 段未导出；确需导出请加 --clips",
        "{count} unblurred clips were left out; --clips hands them out too",
    ),
    "missing": Label(
        "警告：{count} 个证据文件缺失，未能导出", "WARNING: {count} files of evidence are missing"
    ),
}
NO_EVIDENCE = Label("没有事件证据", "there is no evidence of any episode")
FREED = Label("已解除保全 {number}", "hold {number} was released")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline store``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="the outbox, receiver by receiver, and all holds")
    status.add_argument("store", metavar="DB", type=Path)
    status.add_argument("--json", action="store_true", help="print one JSON object")
    hold = actions.add_parser("hold", help="delete nothing of a time until the hold is released")
    hold.add_argument("store", metavar="DB", type=Path)
    hold.add_argument("--from", dest="since", metavar="TIME", required=True, help=TIME_HELP)
    hold.add_argument("--to", dest="until", metavar="TIME", required=True, help=TIME_HELP)
    release = actions.add_parser("release", help="let a hold go")
    release.add_argument("store", metavar="DB", type=Path)
    release.add_argument("number", metavar="N", type=int, help="the hold, as status numbers it")
    handed = actions.add_parser("export", help="hand what is recorded of a time to somebody")
    handed.add_argument("store", metavar="DB", type=Path)
    handed.add_argument("--from", dest="since", metavar="TIME", required=True, help=TIME_HELP)
    handed.add_argument("--to", dest="until", metavar="TIME", required=True, help=TIME_HELP)
    handed.add_argument("--unit", required=True, help="for whom the asker works")
    handed.add_argument("-o", "--out", metavar="ZIP", type=Path, required=True)
    handed.add_argument(
        "--clips", action="store_true", help="hand out the cameras' own clips too, UNBLURRED"
    )
    kept = actions.add_parser("evidence", help="what evidence is kept of each episode, or why none")
    kept.add_argument("store", metavar="DB", type=Path)
    kept.add_argument("--json", action="store_true", help="print one JSON object")
    register = actions.add_parser("register", help="write the register of who was handed what")
    register.add_argument("store", metavar="DB", type=Path)
    register.add_argument(
        "-o", "--out", metavar="FILE", type=Path, required=True, help="ends in .pdf, .docx or .html"
    )
    for action in (status, hold, release, handed, kept, register):
        # As behind any command; without a default, which would undo one before the action.
        action.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS)
    for action in (hold, release, handed):
        action.add_argument("--why", required=True, help="the reason, which is kept for ever")
        action.add_argument("--by", metavar="NAME", help="who does it (default: who is logged in)")


TIME_HELP = "as in 2026-11-29T07:10, or with an offset from UTC behind it"


def run(args: argparse.Namespace) -> int:
    """Open the store, do what was asked for, and say what came of it."""
    from pipeline.store.database import open_store

    if not args.store.exists():
        raise StorageError(f"{args.store}: there is no store")
    actions: dict[str, Callable[[argparse.Namespace, Any], str]] = {
        "status": _status,
        "hold": _hold,
        "release": _release,
        "export": _export,
        "evidence": _evidence,
        "register": _register,
    }
    with closing(open_store(args.store)) as store:
        print(actions[args.action](args, store))
    return 0


def _status(args: argparse.Namespace, store: Any) -> str:
    from pipeline.store.outbox import backlogs
    from pipeline.store.retention import holds

    owed, held = backlogs(store), holds(store)
    if args.json:
        document = {
            "format": 1,
            "outbox": [vars(o) for o in owed],
            "holds": [vars(h) for h in held],
        }
        return json.dumps(document, ensure_ascii=False, indent=2)
    lines = []
    for one in owed:
        line = f"{one.receiver}: {WAITING.told(args.lang).format(**vars(one))}"
        if one.oldest_due_s is not None:
            line += SINCE.told(args.lang).format(time=_told(one.oldest_due_s))
        lines.append(line + (f" ({one.trouble})" if one.trouble else ""))
    for hold in held:
        times = {"first": _told(hold.from_s), "last": _told(hold.to_s)}
        line = HELD.told(args.lang).format(**vars(hold) | times)
        if hold.released_s is not None:
            by = {"who": hold.released_by, "why": hold.released_why}
            line += RELEASED.told(args.lang).format(time=_told(hold.released_s), **by)
        lines.append(line)
    return "\n".join(lines) or NONE.told(args.lang)


def _hold(args: argparse.Namespace, store: Any) -> str:
    from pipeline.store.retention import place_hold

    since_s, until_s = _seconds(args.since), _seconds(args.until)
    number = place_hold(store, since_s, until_s, _who(args), args.why, time.time())
    return PLACED.told(args.lang).format(number=number)


def _release(args: argparse.Namespace, store: Any) -> str:
    from pipeline.store.retention import release_hold

    release_hold(store, args.number, _who(args), args.why, time.time())
    return FREED.told(args.lang).format(number=args.number)


def _export(args: argparse.Namespace, store: Any) -> str:
    from pipeline.store.export import Access, export

    if args.out.suffix.lower() != ".zip":
        raise UsageError(f"-o wants a name that ends in .zip, got {args.out}")
    since_s, until_s = _seconds(args.since), _seconds(args.until)
    access = Access(
        _who(args), args.unit, args.why, since_s, until_s, time.time(), unblurred=args.clips
    )
    done = export(store, access, args.out)
    lines = [HANDED.told(args.lang).format(path=args.out, number=done.record)]
    if done.snapshots or done.clips:
        counts = {"snapshots": done.snapshots, "clips": done.clips}
        lines.append(PICTURES.told(args.lang).format(**counts))
    if done.clips:
        lines.append(UNBLURRED.told(args.lang))
    for reason, words in LEFT_OUT.items():
        if count := list(done.left_out.values()).count(reason):
            lines.append(words.told(args.lang).format(count=count))
    return "\n".join(lines)


def _evidence(args: argparse.Namespace, store: Any) -> str:
    from pipeline.cli.evidence_lines import evidence_lines
    from pipeline.store.evidence_upkeep import kept_evidence

    kept = kept_evidence(store)
    if args.json:
        document = {"format": 1, "evidence": [one.document() for one in kept]}
        return json.dumps(document, ensure_ascii=False, indent=2)
    return "\n".join(evidence_lines(kept, args.lang)) or NO_EVIDENCE.told(args.lang)


def _register(args: argparse.Namespace, store: Any) -> str:
    from pipeline.workflows.access_register import write_access_register

    write_access_register(store, args.out, args.lang)
    return str(args.out)


def _seconds(text: str) -> float:
    """Return a time of the command line in Unix seconds; without an offset it is local."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"a time such as 2026-11-29T07:10 was wanted, got {text}") from error


def _told(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s):%Y-%m-%d %H:%M:%S}"


def _who(args: argparse.Namespace) -> str:
    if args.by is not None:
        return str(args.by)
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise UsageError("nobody is logged in by a name; say who does it: --by NAME") from error
