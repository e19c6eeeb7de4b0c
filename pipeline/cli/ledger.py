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

from pipeline.cli.ledger_arguments import add_ledger_arguments
from pipeline.domain.hazard_words import ACTIONS, ELEMENTS, STATES
from pipeline.domain.label import Label, Language
from pipeline.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.finding import AuditResult
    from pipeline.domain.hazard import Hazard
    from pipeline.store.ledger import Ledger
    from pipeline.workflows.keep_ledger import Taken

HELP = "hazards: register, assign, rectify, prove and close; export, import, history"

DONE, REFUSED = 0, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline ledger``."""
    add_ledger_arguments(parser)


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
        taken = import_audit(ledger, audit_record(document), _login())
    print(f"{ledger_path}: {_taken(taken).told(language)}", file=sys.stderr)


def _now() -> str:
    """Return the time with its offset from UTC, so that its day is the one people have."""
    from pipeline.audit.registration import told_time
    from pipeline.domain.wall_clock import moment

    return told_time(moment(time.time()).astimezone())


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

    now = _now()
    hazards = [
        hazard
        for hazard in hazards_of(ledger, args.site)
        if args.state in (None, hazard.state) and (not args.overdue or hazard.is_overdue(now))
    ]
    if args.json:
        print(json.dumps(hazards_document(hazards, now, args.lang), ensure_ascii=False, indent=2))
    else:
        print(table(hazards, now, args.lang))
    return DONE


def _show(args: argparse.Namespace, ledger: "Ledger") -> int:
    from pipeline.cli.ledger_table import card
    from pipeline.report.ledger_json import hazard_document, history_document
    from pipeline.store.ledger import history_of
    from pipeline.workflows.keep_ledger import found

    hazard, now = found(ledger, args.id), _now()
    history = history_of(ledger, hazard.id)
    if args.json:
        document = hazard_document(hazard, now, args.lang)
        document |= {"history": history_document(history)}
        print(json.dumps({"format": 1, **document}, ensure_ascii=False, indent=2))
    else:
        print(card(hazard, history, now, args.lang))
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
        taken = import_file(ledger, path, _who(args), _now())
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
