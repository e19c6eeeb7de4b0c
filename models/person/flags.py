"""What a box of a training picture is.

0 fills up a batch; above that, up to PERSON, it is a person of whom one is so sure.
"""

from typing import Any

PERSON = 1

IGNORED = 2
"""Neither a person nor background: a crowd, someone of whom too little is seen, a suspicion."""


def is_person(flags: Any) -> Any:
    """Tell of flags, an array or a tensor, which are people.

    >>> import numpy as np
    >>> is_person(np.array([0, 0.3, 1, 2])).tolist()
    [False, True, True, False]
    """
    return (flags > 0) & (flags <= PERSON)
