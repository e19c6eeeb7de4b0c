"""The one door through which results of an earlier run are taken away."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import StorageError
from pipeline.store.atomic import sync_folder


def remove_files(paths: Iterable[Path]) -> None:
    """Take away files, of which any may be missing, so that even a power cut leaves none.

    Raises StorageError.
    """
    for path in paths:
        try:
            path.unlink()
            sync_folder(path.parent)
        except FileNotFoundError:
            continue
        except OSError as error:
            reason = error.strerror or str(error)
            raise StorageError(f"{path}: could not be removed: {reason}") from error
