"""The single cameras that a panoramic camera is made of."""

from dataclasses import replace

from pipeline.domain.camera import Camera


def heads_of(camera: Camera) -> tuple[Camera, ...]:
    """Return one camera for each lens: a panoramic one's heads, any other camera as it is.

    A head's pan and tilt add to those of the camera; place, tolerance, roll and masks are shared.

    >>> from pipeline.domain.camera import Head
    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> dome = Camera("c", Label("c", "c"), 0, 0, 3, 30, 10, Lens(90.0), 1920, 1080)
    >>> heads_of(dome) == (dome,)
    True
    >>> both = replace(dome, heads=(Head(-45, 5, Lens(60.0)), Head(45, 5, Lens(60.0))))
    >>> [(head.pan_deg, head.tilt_deg, head.lens.hfov_deg) for head in heads_of(both)]
    [(-15, 15, 60.0), (75, 15, 60.0)]
    """
    if not camera.heads:
        return (camera,)
    return tuple(
        replace(
            camera,
            pan_deg=camera.pan_deg + head.pan_deg,
            tilt_deg=camera.tilt_deg + head.tilt_deg,
            lens=head.lens,
            heads=(),
        )
        for head in camera.heads
    )
