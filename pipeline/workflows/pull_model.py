"""A known model → its file, fetched from where its manifest says, as pinned or not at all."""

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.config.catalogue import KnownModel, is_file, known_model, models_folder
from pipeline.config.fields import is_web_address
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError, UsageError
from pipeline.runtime.download import Answer, ask, shown
from pipeline.store.atomic import GrowingFile, atomic_write
from pipeline.store.removal import remove_files

MOST_BYTES = 2**30
TIMEOUT_S = 30.0

Progress = Callable[[float, float | None], None]


def _nobody(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class PullOptions:
    """Where a model comes from and goes to.

    `folder` None is the user's own; `url` stands in for the manifest's address, `sha256` for a
    pin that it lacks. A server that is silent for `timeout_s` is given up; a file of more than
    `most_bytes` is refused.
    """

    folder: Path | None = None
    url: str | None = None
    sha256: str | None = None
    timeout_s: float = TIMEOUT_S
    most_bytes: int = MOST_BYTES

    def __post_init__(self) -> None:
        """Refuse what is no address of the web, and what is no hash."""
        if self.url is not None and not is_web_address(self.url):
            raise UsageError("--url must begin with https:// or http:// and name a host")
        digits = self.sha256 or "0" * 64
        if len(digits) != 64 or set(digits.lower()) - set("0123456789abcdef"):
            raise UsageError(f"--sha256 must be 64 hexadecimal digits, got {digits[:80]!r}")


@dataclass(frozen=True)
class Pulled:
    """A model that is here as pinned; `fetched` False when it was here before."""

    name: str
    path: Path
    sha256: str
    fetched: bool


def pull_model(name: str, options: PullOptions, progress: Progress | None = None) -> Pulled:
    """Return a known model that is here and is the pinned one, fetched if it was not.

    The file grows in ``NAME.onnx.part``, where the next attempt goes on, and gets its name only
    when its hash is right; beside it lies its manifest. `progress` is called with the bytes that
    are here and, where known, all there are. Raises UnknownNameError, UsageError, StorageError,
    and ModelError for whatever the server, the network or the file is to blame for.
    """
    folder = options.folder or models_folder()
    known = known_model(name, folder)
    manifest, pin = _asked_for(known, options)
    target = _target(known, manifest, folder)
    fetched = not is_file(target)
    if fetched:
        _fetch(target, options.url or manifest.download, pin, options, progress or _nobody)
    elif (found := sha256_of(target)) != pin:
        raise ModelError(
            f"{target}: is here, but is another file: its sha256 begins {found[:16]},"
            f" wanted is {pin[:16]}…; take it away first"
        )
    if not _is_own(known, folder) and target.parent == folder:
        atomic_write(folder / f"{name}.yaml", _pinned_text(known, target.name, pin))
    return Pulled(name, target, pin, fetched)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; ModelError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from error


def _is_own(known: KnownModel, folder: Path) -> bool:
    return known.manifest_path.parent == folder


def _target(known: KnownModel, manifest: DetectorManifest, folder: Path) -> Path:
    """Return where the file belongs: what ships stays where it is."""
    if known.is_here or _is_own(known, folder):
        return manifest.path
    return folder / manifest.path.name


def _asked_for(known: KnownModel, options: PullOptions) -> tuple[DetectorManifest, str]:
    """Return the manifest, and the pin that manifest and user agree on."""
    if known.manifest is None:
        raise known.problems or ModelError(f"{known.manifest_path}: is no manifest")
    manifest, given = known.manifest, options.sha256 and options.sha256.lower()
    if manifest.sha256 and given and manifest.sha256 != given:
        raise ModelError(
            f"{known.manifest_path}: pins sha256 {manifest.sha256[:16]}…,"
            f" and --sha256 says {given[:16]}…; one of them is another file's"
        )
    pin = manifest.sha256 or given
    if pin is None:
        raise ModelError(
            f"{known.name}: no sha256 is known for it, and without one nobody can tell whether the"
            " right file came; get its hash from somebody you trust, or fetch the file yourself"
            f" and take it by sha256sum, then type: sightline models pull {known.name} --sha256 …"
        )
    if manifest.sha256 is None and _is_own(known, options.folder or models_folder()):
        raise ModelError(f"{known.manifest_path}: add the line  sha256: '{pin}'  to it first")
    return manifest, pin


def _fetch(
    target: Path, url: str | None, pin: str, options: PullOptions, progress: Progress
) -> None:
    """Leave the file at its place, as pinned, or raise."""
    if url is None:
        raise ModelError(f"{target}: is not here, and its manifest does not say where to get it")
    growing = GrowingFile(target)
    note = target.with_name(f"{target.name}.part.json")
    _grow(growing, note, url, options, progress)
    if (found := sha256_of(growing.part)) != pin:
        remove_files((growing.part, note))
        raise ModelError(
            f"{shown(url)}: is another file than wanted: its sha256 begins {found[:16]},"
            f" the pin {pin[:16]}; it was not kept"
        )
    growing.finish()
    remove_files((note,))


def _grow(
    growing: GrowingFile, note: Path, url: str, options: PullOptions, progress: Progress
) -> None:
    """Fetch what is missing; what came stays, for the next attempt, however this one ends."""
    here = growing.size
    validator = _noted(note, url) if here else None
    answer = ask(url, here if validator else 0, validator, options.timeout_s)
    if answer is None:
        return
    with closing(answer):
        here = answer.total or 0
        if here <= options.most_bytes:
            here = _append(growing, note, answer, options, progress)
    if here > options.most_bytes:
        remove_files((growing.part, note))
        raise ModelError(
            f"{shown(url)}: the file has {here} bytes or more, and {options.most_bytes} are"
            " fetched at most; --most-mib sets another limit"
        )
    if answer.total is not None and here < answer.total:
        raise ModelError(
            f"{shown(url)}: the connection ended after {here} of {answer.total} bytes;"
            " the same command goes on from there"
        )


def _append(
    growing: GrowingFile, note: Path, answer: Answer, options: PullOptions, progress: Progress
) -> int:
    """Append what comes, and return how many bytes are here now; beyond the limit it stops."""
    here = answer.start
    with growing.growing(answer.start) as append:
        # Not before the rest of another file was cut off.
        atomic_write(note, json.dumps({"url": answer.url, "validator": answer.validator}))
        for chunk in answer.chunks():
            here += len(chunk)
            if here > options.most_bytes:
                break
            append(chunk)
            progress(here, answer.total)
    return here


def _noted(note: Path, url: str) -> str | None:
    """Return by what the server knows the file again whose beginning is here, if it is the same."""
    try:
        noted = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(noted, dict) or noted.get("url") != url:
        return None
    validator = noted.get("validator")
    return validator if isinstance(validator, str) else None


def _pinned_text(known: KnownModel, file: str, pin: str) -> str:
    """Return the manifest's own text for a file beside it.

    With the pin, and without its remarks, where it had none.
    """
    text = known.manifest_path.read_text("utf-8")
    text = re.sub(r"^file:.*$", f"file: {file}", text, flags=re.MULTILINE)
    if known.manifest is None or known.manifest.sha256 is not None:
        return text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return "\n".join(
        ("# The sha256 is the one that was given when it was fetched.", *lines, "")
    ) + (f"sha256: '{pin}'\n")
