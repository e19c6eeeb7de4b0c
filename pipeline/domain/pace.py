"""How far a live stream has come, by our clock and by its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """So many coded pictures had arrived by `t_s`, the last one stamped `media_s` by the camera.

    The first one came at `began_s`, which is another for each connection. The stamp is that of its
    decoding, which rises where pictures are sent out of the order in which they are shown; it is
    None where the stream carries none, and for its first pictures. What becomes of the pictures
    here, and how many of them are dropped, is not asked.
    """

    began_s: float
    t_s: float
    frames: int
    media_s: float | None
