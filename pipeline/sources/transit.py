"""The relative transit time of a stream's packets (RFC 3550, 6.4.1).

That is how long they are under way by the stamps of a camera, whose clock may show any time. Where
it grows, the network, the camera or who reads is behind.
"""

import math

USUAL_S = 0.25
"""By so much transit times differ from one another where the network is in order, and the machine
busy at most."""

STEADY_S = 5.0
"""After so long the transit time of one packet is the usual one, unless another came sooner by
more. A clock that is off by more than a twentieth leaves none unchanged for so long."""

FORGOTTEN_S = 300.0
"""After so long it is learnt anew: by a clock that is fast, who falls behind as slowly is not."""


class Transit:
    """Tells by a camera's stamps whether packets come as late as they usually do.

    >>> transit = Transit()
    >>> [transit.is_usual(t_s, t_s - 3.0) for t_s in (100.0, 103.0, 105.0)]
    [False, False, True]
    >>> transit.is_usual(105.5, 102.1)
    False
    """

    def __init__(self) -> None:
        self._usual_s, self._since_s, self._seen_s = math.inf, -math.inf, -math.inf

    def is_usual(self, t_s: float, media_s: float) -> bool:
        """Take a packet stamped `media_s` that came at `t_s`; tell whether it is as late as others.

        It is not until it is known how late they are: for some seconds of a connection, or after
        one came sooner; where all come later, for twice as long.
        """
        transit_s = t_s - media_s
        if t_s - self._since_s >= FORGOTTEN_S:
            self._usual_s = math.inf
        is_later = transit_s > self._usual_s + USUAL_S
        if is_later and t_s - self._seen_s < STEADY_S:
            return False
        if is_later or transit_s < self._usual_s - USUAL_S:
            self._usual_s, self._since_s = transit_s, t_s
        self._seen_s = t_s
        return t_s - self._since_s >= STEADY_S
