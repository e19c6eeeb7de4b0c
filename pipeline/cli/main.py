"""``sightline``: finds the command, runs it, and turns every refusal into one line and a code."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Protocol, cast

from pipeline.cli.options import add_shared_options, default_language
from pipeline.domain.label import Language
from pipeline.errors import SightlineError, SiteFileError
from pipeline.version import VERSION

COMMANDS = ("demo", "check", "schema", "audit", "review", "watch", "bench")
FAULT_OF_OURS = 70
INTERRUPTED = 130

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
    return cast("Command", import_module(f"pipeline.cli.{name}"))


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
    try:
        speak_on_any_terminal()
        build_parser().parse_args(argv, args)
        return command_module(args.command).run(args)
    except BrokenPipeError:
        # The reader of our output has left, as `| head` does; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - nothing is left to catch it
        if args.debug:
            traceback.print_exc()
        return told(error, args.lang)


def speak_on_any_terminal() -> None:
    """Escape what a terminal's encoding lacks, so that a Chinese name never stops a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def told(error: BaseException, language: Language = "en") -> int:
    """Say on stderr what stopped a command, and return its exit code."""
    if isinstance(error, SightlineError):
        words = error.told(language) if isinstance(error, SiteFileError) else str(error)
        print(f"sightline: {words}", file=sys.stderr)
        return error.exit_code
    if is_interrupt(error):
        print("sightline: interrupted; the same command goes on from here", file=sys.stderr)
        return INTERRUPTED
    print(f"sightline: a fault of ours: {type(error).__name__}: {error}", file=sys.stderr)
    print("please report it with the output of the same command and --debug", file=sys.stderr)
    return FAULT_OF_OURS


def is_interrupt(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an error: some libraries turn it into an ImportError."""
    if error is None or isinstance(error, KeyboardInterrupt):
        return error is not None
    return is_interrupt(error.__cause__ or error.__context__)


if __name__ == "__main__":
    sys.exit(main())
