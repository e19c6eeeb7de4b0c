"""What recordings say about themselves, many at once."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import FootageError
from pipeline.jobs.threads import in_threads
from pipeline.sources.footage import FootageFacts, probe_footage

MOST_NAMED = 20
"""So many recordings that cannot be read are named at once."""


def probed(footage: Sequence[Path]) -> tuple[FootageFacts, ...]:
    """Return what each recording says about itself; one FootageError names all that say nothing."""
    found = in_threads(_probed, footage)
    refused = [str(one) for one in found if isinstance(one, FootageError)]
    if refused:
        more = [f"and {len(refused) - MOST_NAMED} more"] if len(refused) > MOST_NAMED else []
        raise FootageError("\n".join([*refused[:MOST_NAMED], *more]))
    return tuple(one for one in found if isinstance(one, FootageFacts))


def _probed(path: Path) -> FootageFacts | FootageError:
    try:
        return probe_footage(path)
    except FootageError as error:
        return error
