"""``sightline``: finds the command, runs it, and turns every refusal into one line and a code."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from pipeline.cli.ending import CtrlC, leave_stdout, speak_on_any_terminal, told, trace
from pipeline.cli.options import add_shared_options, default_language
from pipeline.version import VERSION

COMMANDS = (
    "demo",
    "check",
    "schema",
    "import",
    "audit",
    "place",
    "cameras",
    "ledger",
    "documents",
    "bulletin",
    "city",
    "review",
    "watch",
    "status",
    "serve",
    "doctor",
    "store",
    "verify",
    "align",
    "evaluate",
    "bench",
    "models",
)

MODULES = {"import": "import_plan"}
"""Commands whose name is a word of the language, and can be no module."""

EXIT_CODES = """\
exit codes:
  0 done and passed    1 ran, and the bar was missed    2 wrong usage    3 input rejected
  4 source or model unavailable    5 storage failed    70 a fault of ours    130 interrupted"""


class Command(Protocol):
    """What every command module offers."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what may follow the command's name."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


def command_module(name: str) -> Command:
    """Return the module of a command; it imports nothing heavy until it runs."""
    return cast("Command", import_module(f"pipeline.cli.{MODULES.get(name, name)}"))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="sightline",
        description="Proves or disproves full camera coverage of a school, and watches its gates.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sightline {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = command_module(name)
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        add_shared_options(command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; a traceback is shown by ``--debug`` alone."""
    args = argparse.Namespace(debug=False, lang=default_language())
    with CtrlC() as ctrl_c:
        try:
            speak_on_any_terminal()
            build_parser().parse_args(argv, args)
            code = command_module(args.command).run(args)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of our output has left, as `| head` does; there is nobody to tell.
            leave_stdout()
            return 0
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - nobody else catches it
            if args.debug:
                trace(error)
            return told(error, args.lang, interrupted=ctrl_c.pressed)
    return code


if __name__ == "__main__":
    sys.exit(main())
