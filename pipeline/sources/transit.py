"""The relative transit time of a stream's packets (RFC 3550, 6.4.1).

That is how long they are under way by the stamps of a camera, whose clock may show any time: by
how much it grows, who reads them is behind.
"""

import math

USUAL_S = 0.1
"""By so much transit times differ from another on a network that is in order and a busy machine."""

STEADY_S = 5.0
"""For so long another transit time must last until it is the usual one. A clock that is so fast
that no time lasts so long, by a fiftieth, says nothing."""


class Transit:
    """Tells by a camera's stamps whether packets come as late as they usually do.

    >>> transit = Transit()
    >>> [transit.is_usual(t_s, t_s - 3.0) for t_s in (100.0, 103.0, 105.0)]
    [False, False, True]
    >>> transit.is_usual(105.5, 102.2)
    False
    """

    def __init__(self) -> None:
        self._usual_s, self._since_s, self._seen_s = math.inf, -math.inf, -math.inf

    def is_usual(self, t_s: float, media_s: float) -> bool:
        """Take a packet stamped `media_s` that came at `t_s`; tell whether it is as late as others.

        It is not until it is known how late they are: for some seconds of a connection, or once
        they come sooner, or for as long later.
        """
        transit_s = t_s - media_s
        is_later = transit_s > self._usual_s + USUAL_S
        if is_later and t_s - self._seen_s < STEADY_S:
            return False
        if is_later or transit_s < self._usual_s - USUAL_S:
            self._usual_s, self._since_s = transit_s, t_s
        self._seen_s = t_s
        return t_s - self._since_s >= STEADY_S
