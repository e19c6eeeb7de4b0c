"""What may follow ``sightline ledger``: its actions and their options."""

import argparse
from pathlib import Path
from typing import Any

from pipeline.domain.hazard_words import CLASSES, ELEMENTS, STATES
from pipeline.domain.label import LANGUAGES

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


def add_ledger_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions that may follow ``sightline ledger``, and what may follow each."""
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
