"""How each module here is run as a command: a refusal is one sentence and an exit code."""

import sys
from collections.abc import Callable

from pipeline.errors import SightlineError


def run(main: Callable[[], None]) -> None:
    """Run a command; exit as `sightline` does where it is refused, or a file cannot be opened."""
    try:
        main()
    except SightlineError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        print(f"{error.filename}: {(error.strerror or '').lower()}", file=sys.stderr)
        sys.exit(3)
