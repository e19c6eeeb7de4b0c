"""Everything that Sightline raises on purpose.

::

    SightlineError
    ├── UsageError            2   the command line asks for something that cannot be
    ├── InputError            3   a file or value was read and refused
    │   ├── SiteFileError         a site, profile or manifest file, problem by problem
    │   ├── GeometryError         a shape or number that geometry cannot trust
    │   ├── FootageError          a recording that is not one, or holds no video
    │   ├── PictureError          a picture that is broken, too large or of no known kind
    │   ├── LedgerError           a change that the rules of the ledger do not allow
    │   ├── PlanError             a drawing that cannot be read, trusted or made a plan of
    │   └── UnknownNameError      a name that no entry of a table carries
    ├── UnavailableError      4   something outside is not there
    │   ├── StreamError           a live stream that is offline, stalled or refuses us
    │   ├── StalledError          a file that does not answer
    │   ├── DeliveryError         a receiver that did not take what was sent to it
    │   └── ModelError            a detector that is missing, changed or broken
    ├── StorageError          5   a file or database could not be written or trusted
    │   └── DiskFullError         there is no room to write
    └── InterruptedRunError 130   stopped by the user; the same command goes on

The number is the exit code of the command line. Each error also inherits the builtin that
fits, so that a library user may catch ``ValueError`` or ``OSError`` without knowing us.
"""

import typing
from typing import ClassVar, Literal


class SightlineError(Exception):
    """The root of the tree; catching it catches every refusal, and no bug."""

    exit_code: ClassVar[int] = 70


class UsageError(SightlineError, ValueError):
    """The command line asks for something that cannot be; `zh` says so in Chinese, where known."""

    exit_code = 2

    def __init__(self, en: str = "", zh: str = "") -> None:
        super().__init__(en)
        self.zh = zh

    def told(self, language: Literal["zh", "en"]) -> str:
        """Return the reason in one language, in English where there is no other."""
        return self.zh if language == "zh" and self.zh else str(self)


class InputError(SightlineError, ValueError):
    """A file or value was read and refused; `zh` says so in Chinese, where known."""

    exit_code = 3

    def __init__(self, en: str = "", zh: str = "") -> None:
        super().__init__(en)
        self.zh = zh

    def told(self, language: Literal["zh", "en"]) -> str:
        """Return the reason in one language, in English where there is no other."""
        return self.zh if language == "zh" and self.zh else str(self)


class SiteFileError(InputError):
    """A site, profile or manifest file is refused; one line for each problem in it.

    `problems` are values of `config/problem.py`: each has its `line` and `field`, is an English
    sentence by `str()`, and either language by `told()`.
    """

    def __init__(self, problems: tuple[typing.Any, ...]) -> None:
        super().__init__()
        self.args, self.problems = (problems,), problems

    def __str__(self) -> str:
        return self.told("en")

    def told(self, language: Literal["zh", "en"]) -> str:
        """Return all problems in one language, a line for each."""
        return "\n".join(problem.told(language) for problem in self.problems)


class GeometryError(InputError):
    """A shape or number that geometry cannot trust."""


class FootageError(InputError):
    """A recording that is not one, or holds no video."""


class PictureError(InputError):
    """A picture that is broken, too large or of no known kind."""


class LedgerError(InputError):
    """A change that the rules of the ledger do not allow, with the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en, zh)


class PlanError(InputError):
    """A drawing that cannot be read, trusted or made a plan of, with the reason in both languages.

    The reason is one sentence; `str()` gives the English one.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en, zh)


class UnknownNameError(InputError, LookupError):
    """A name that no entry of a table carries."""


class UnavailableError(SightlineError, RuntimeError):
    """Something outside Sightline is not there."""

    exit_code = 4


class StreamError(UnavailableError, ConnectionError):
    """A live stream is offline, stalled or refuses us; `fault` is the kind of HealthFault.

    `zh` says the same in Chinese, but for the stream's address, where it is to be told on a page.
    """

    def __init__(self, message: str, fault: str = "offline", zh: str = "") -> None:
        super().__init__(message)
        self.fault = fault
        self.zh = zh


class StalledError(UnavailableError, TimeoutError):
    """A file that does not answer: its disk, its network or what feeds it hangs."""


class DeliveryError(UnavailableError):
    """A receiver did not take what was sent to it; the words hold no address and no secret."""


class ModelError(UnavailableError):
    """A detector is missing, was changed, or gives what no detector gives."""


class StorageError(SightlineError, OSError):
    """A file or database could not be written or trusted."""

    exit_code = 5


class DiskFullError(StorageError):
    """There is no room to write; what was written before is there, and more may fit later."""


class InterruptedRunError(SightlineError, RuntimeError):
    """The user stopped the run; the same command takes it up again."""

    exit_code = 130
