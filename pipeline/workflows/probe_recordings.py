"""What recordings say about themselves, many at once."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pipeline.errors import FootageError, StalledError
from pipeline.jobs.ahead import answered
from pipeline.jobs.threads import in_threads
from pipeline.sources.footage import LARGEST_FPS, FootageFacts, probe_footage

MOST_NAMED = 20
"""So many recordings that cannot be read are named at once."""


def probed(footage: Sequence[Path], patience_s: float) -> tuple[FootageFacts, ...]:
    """Return what each recording says about itself; one FootageError names all that say nothing.

    Of one that does not answer nothing is known, not even its `codec`, which is empty. Raises
    StalledError where none does.
    """
    found = in_threads(partial(_probed, patience_s), footage)
    refused = [str(one) for one in found if isinstance(one, FootageError)]
    if refused:
        more = [f"and {len(refused) - MOST_NAMED} more"] if len(refused) > MOST_NAMED else []
        raise FootageError("\n".join([*refused[:MOST_NAMED], *more]))
    facts = tuple(one for one in found if isinstance(one, FootageFacts))
    if not any(one.codec for one in facts):
        raise StalledError(
            f"{footage[0]}: no answer for {patience_s:g} s"
            + (f", nor of any of {len(facts) - 1} more recordings" if len(facts) > 1 else "")
        )
    return facts


def _probed(patience_s: float, path: Path) -> FootageFacts | FootageError:
    try:
        return answered(partial(probe_footage, path), patience_s)
    except StalledError:
        return FootageFacts(str(path), 0, 0, LARGEST_FPS, None, "")
    except FootageError as error:
        return error
