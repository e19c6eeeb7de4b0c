"""``sightline ledger``: the hazards of a school, from their registration to their proven end."""

import argparse
import getpass
import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, STATES
from pipeline.domain.label import LANGUAGES, Label, Language
from pipeline.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.finding import AuditResult
    from pipeline.domain.hazard import Hazard
    from pipeline.store.ledger import Ledger
    from pipeline.workflows.keep_ledger import Taken

HELP = "hazards: register, assign, rectify, prove and close; export, import, history"

DONE, REFUSED = 0, 3
LEDGER = Path("ledger.db")
ID_HELP = "its id, or the end or a part of it that no other hazard has"
EPILOG = """\
A hazard goes registered 登记 -> assign -> rectifying 整改 -> rectified -> review 复核 -> close ->
closed 销账; escalate makes it supervised 挂牌督办, waive leaves it for a time.
Nothing is ever deleted; `sightline ledger ACTION --help` tells more."""

ALIASES = {"rectified": "rectify", "escalate": "supervise"}
"""Other names of actions, as people look for them."""

ELEMENT_HELP = {
    "content": "what is to be rectified 整改内容",
    "standard": "what counts as rectified 整改标准",
    "measure": "how it is rectified 整改措施",
    "due": "until when, YYYY-MM-DD 时限",
    "person": "who is responsible 责任人",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline ledger``."""
    parser.epilog = EPILOG
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_readers(actions)
    _add_beginnings(actions)
    _add_steps(actions)


def _add_readers(actions: Any) -> None:
    listing = _action(actions, "list", "show hazards, the most urgent first")
    listing.add_argument("--site", metavar="ID", help="of this school only")
    listing.add_argument("--state", choices=STATES, help="in this state only")
    listing.add_argument("--overdue", action="store_true", help="only what is overdue")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    show = _action(actions, "show", "show one hazard with its whole history")
    show.add_argument("id", metavar="ID", help=ID_HELP)
    show.add_argument("--json", action="store_true", help="print one JSON object")
    export = _action(actions, "export", "write all: .xlsx to fill in, .json for another ledger")
    export.add_argument("file", metavar="FILE", type=Path)
    _action(actions, "verify", "check histories, photographs and proofs against their hashes")


def _add_beginnings(actions: Any) -> None:
    add = _action(actions, "add", "register a hazard that a person found", changes=True)
    add.add_argument("--site", metavar="ID", required=True, help="the id of the school")
    add.add_argument("--class", dest="hazard_class", choices=CLASSES, required=True)
    add.add_argument("--place", default="", help="where it is")
    add.add_argument("--major", action="store_true", help="a major hazard 重大隐患: supervised")
    _add_elements(add, "content")
    _add_photos(add)
    taking = _action(
        actions,
        "import",
        "take over audits, other ledgers' exports, filled-in sheets",
        changes=True,
    )
    taking.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="audit.json, export.json or .xlsx"
    )


def _add_steps(actions: Any) -> None:
    for name, told in (
        ("assign", "settle the five elements and begin the rectification"),
        ("amend", "correct what was written"),
        ("photo", "add photographs"),
        ("rectified", "report a rectification as done, for review"),
        ("reject", "send a reviewed hazard back"),
        ("close", "close a hazard by its proof"),
        ("waive", "leave a hazard for a time"),
        ("reopen", "register a closed or waived hazard again"),
    ):
        step = _action(actions, name, told, changes=True)
        step.add_argument("id", metavar="ID", help=ID_HELP)
        if name in ("assign", "amend"):
            _add_elements(step)
            step.add_argument("--major", action=argparse.BooleanOptionalAction, help="重大隐患")
        elif name == "photo":
            step.add_argument("photo", metavar="FILE", nargs="+", type=Path)
        elif name == "rectified":
            _add_photos(step)
        elif name == "close":
            proofs = step.add_mutually_exclusive_group()
            proofs.add_argument("--proof", metavar="AUDIT", type=Path, help="a later audit.json")
            proofs.add_argument("--footage", metavar="SUMMARY", type=Path, help="a summary.json")
            proofs.add_argument("--photo", metavar="FILE", type=Path, help="of what was rectified")
        elif name == "waive":
            step.add_argument("--until", metavar="DAY", required=True, help="YYYY-MM-DD")
    escalate = _action(
        actions, "escalate", "supervise what is overdue or major, and end waivers", changes=True
    )
    escalate.add_argument("id", metavar="ID", nargs="?", help="only this one, with --why")


def _action(
    actions: Any, name: str, told: str, *, changes: bool = False
) -> argparse.ArgumentParser:
    aliases = [ALIASES[name]] if name in ALIASES else []
    parser: argparse.ArgumentParser = actions.add_parser(
        name, aliases=aliases, help=told, description=told
    )
    parser.set_defaults(action=name)
    parser.add_argument(
        "--ledger", metavar="DB", type=Path, default=LEDGER, help=f"the ledger (default: {LEDGER})"
    )
    if changes:
        parser.add_argument("--by", metavar="NAME", help="who does it (default: the login name)")
        parser.add_argument("--why", metavar="TEXT", default="", help="why it is done")
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="zh or en")
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks"
    )
    return parser


def _add_elements(parser: argparse.ArgumentParser, *needed: str) -> None:
    for name in ELEMENTS:
        parser.add_argument(f"--{name}", help=ELEMENT_HELP[name], required=name in needed)


def _add_photos(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--photo", metavar="FILE", nargs="+", type=Path, default=[], help="photographs of it"
    )


def run(args: argparse.Namespace) -> int:
    """Open the ledger, do what was asked for, and say what came of it."""
    from pipeline.store.ledger import open_ledger

    actions: dict[str, Callable[[argparse.Namespace, Ledger], int]] = {
        "list": _list,
        "show": _show,
        "export": _export,
        "verify": _verify,
        "add": _add,
        "import": _import,
        "photo": _photo,
        "close": _close,
        "escalate": _escalate,
    }
    with closing(open_ledger(args.ledger, new=args.action in ("add", "import"))) as ledger:
        return actions.get(args.action, _step)(args, ledger)


def known_by(ledger_path: Path, result: "AuditResult") -> "AuditResult":
    """Return an audit under the ids that a ledger has for its defects."""
    from pipeline.store.ledger import open_ledger
    from pipeline.workflows.keep_ledger import as_known

    with closing(open_ledger(ledger_path)) as ledger:
        return as_known(ledger, result)


def register(ledger_path: Path, document: dict[str, Any], language: Language) -> None:
    """Register what an audit found, and say on stderr what that changed."""
    from pipeline.importers.audit_file import audit_record
    from pipeline.store.ledger import open_ledger
    from pipeline.workflows.keep_ledger import import_audit

    with closing(open_ledger(ledger_path)) as ledger:
        taken = import_audit(ledger, audit_record(document), _login(), language)
    print(f"{ledger_path}: {_taken(taken).told(language)}", file=sys.stderr)


def _now() -> str:
    from pipeline.audit.registration import told_time
    from pipeline.domain.wall_clock import moment

    return told_time(moment(time.time()))


def _who(args: argparse.Namespace) -> str:
    from pipeline.importers.plain_text import plain

    return plain(_login() if args.by is None else args.by, "--by")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise UsageError("nobody is logged in by a name; say who does it: --by NAME") from error


def _why(args: argparse.Namespace) -> str:
    from pipeline.importers.plain_text import plain

    return plain(args.why, "--why")


def _list(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.cli.ledger_table import table
    from pipeline.report.ledger_json import hazards_document
    from pipeline.store.ledger import hazards_of

    today = _now()[:10]
    hazards = [
        hazard
        for hazard in hazards_of(ledger, args.site)
        if args.state in (None, hazard.state) and (not args.overdue or hazard.is_overdue(today))
    ]
    if args.json:
        print(json.dumps(hazards_document(hazards, today), ensure_ascii=False, indent=2))
    else:
        print(table(hazards, today, args.lang))
    return DONE


def _show(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.cli.ledger_table import card
    from pipeline.report.ledger_json import hazard_document, history_document
    from pipeline.store.ledger import history_of
    from pipeline.workflows.keep_ledger import found

    hazard, today = found(ledger, args.id), _now()[:10]
    history = history_of(ledger, hazard.id)
    if args.json:
        document = hazard_document(hazard, today) | {"history": history_document(history)}
        print(json.dumps({"format": 1, **document}, ensure_ascii=False, indent=2))
    else:
        print(card(hazard, history, today, args.lang))
    return DONE


def _export(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.workflows.keep_ledger import export_file

    count = export_file(ledger, args.file, args.lang)
    print(Label(f"已导出 {count} 项：{args.file}", f"{count} written: {args.file}").told(args.lang))
    return DONE


def _verify(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.workflows.keep_ledger import verified

    broken = verified(ledger)
    for each in broken:
        print(Label(f"与写入时不符：{each}", f"not as it was written: {each}").told(args.lang))
    if not broken:
        print(Label("台账完整", "the ledger is as it was written").told(args.lang))
    return 1 if broken else DONE


def _import(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.workflows.keep_ledger import import_file

    code = DONE
    for path in args.files:
        taken = import_file(ledger, path, _who(args), _now(), args.lang)
        print(f"{path}: {_taken(taken).told(args.lang)}")
        for error in taken.refused:
            print(f"  {error.told(args.lang)}")
            code = REFUSED
    return code


def _taken(taken: "Taken") -> Label:
    return Label(
        f"新登记 {taken.registered} 项，再次发现 {taken.seen} 项，重新登记 {taken.reopened} 项，"
        f"变更共 {taken.changes} 次",
        f"registered {taken.registered}, found again {taken.seen}, reopened {taken.reopened},"
        f" changes {taken.changes}",
    )


def _add(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.importers.plain_text import plain
    from pipeline.store.ledger import hazard_of
    from pipeline.workflows.keep_ledger import attach, change
    from pipeline.workflows.ledger_sheet import new_hazard

    data: dict[str, Any] = _elements(args)
    data |= {"hazard_class": args.hazard_class, "major": args.major}
    site, place = plain(args.site, "--site"), plain(args.place, "--place")
    step = new_hazard(site, place, data, _who(args), _now())
    if known := hazard_of(ledger, step.hazard_id):
        raise LedgerError(f"{known.id}：已在台账中", f"{known.id}: is in the ledger already")
    hazard = attach(ledger, change(ledger, step), args.photo, _who(args), _now())
    return _told(args, hazard)


def _elements(args: argparse.Namespace) -> dict[str, str]:
    from pipeline.importers.plain_text import plain

    given = {name: getattr(args, name) for name in ELEMENTS}
    return {name: plain(text, f"--{name}") for name, text in given.items() if text is not None}


def _photo(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.workflows.keep_ledger import attach, found

    hazard = attach(ledger, found(ledger, args.id), args.photo, _who(args), _now())
    return _told(args, hazard)


def _step(args: argparse.Namespace, ledger: "Ledger") -> int:
    """Do one of the steps that are a single change."""
    from pipeline.domain.hazard import Change
    from pipeline.workflows.keep_ledger import attach, change, found

    hazard = found(ledger, args.id)
    data: dict[str, Any] = {}
    action: Any = {"rectified": "rectify"}.get(args.action, args.action)
    if action in ("assign", "amend"):
        data = _elements(args)
        if getattr(args, "major", None) is not None:
            data["major"] = args.major
    elif action == "waive":
        data = {"until": args.until}
    elif action == "reopen" and hazard.state == "waived":
        action = "expire"
    elif action == "rectify":
        hazard = attach(ledger, hazard, args.photo, _who(args), _now())
    return _told(
        args, change(ledger, Change(hazard.id, _now(), _who(args), action, _why(args), data))
    )


def _close(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.workflows.keep_ledger import close, found

    given = {"audit": args.proof, "footage": args.footage, "photograph": args.photo}
    proof = next(((kind, path) for kind, path in given.items() if path is not None), None)
    hazard = close(ledger, found(ledger, args.id), proof, _who(args), _now(), _why(args))
    return _told(args, hazard)


def _escalate(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.workflows.keep_ledger import check_due

    if args.id is not None:
        return _step(args, ledger)
    changes = check_due(ledger, _who(args), _now())
    for change in changes:
        print(
            f"{change.hazard_id}  {ACTIONS[change.action].told(args.lang)}  {change.why}".rstrip()
        )
    counted = len(changes)
    print(Label(f"变更 {counted} 项", f"changed {counted}").told(args.lang))
    return DONE


def _told(args: argparse.Namespace, hazard: "Hazard") -> int:
    print(f"{hazard.id}: {STATES[hazard.state].told(args.lang)}")
    return DONE
