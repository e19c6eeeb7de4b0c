"""Pictures of one place, rendered, and what the weather and people do to them."""

import io
from collections.abc import Iterator
from functools import cache

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.gate_scene import GateScene
from pipeline.imaging.glance import Glance, glance_at

Image = NDArray[np.uint8]
SIZE = (416, 234)
FPS = 5


@cache
def gate_pictures() -> tuple[Image, ...]:
    """Return nine pictures of the gate, some seconds apart."""
    scene = GateScene()
    times_s = np.linspace(0.0, scene.duration_s, 9, endpoint=False)
    each = [cv2.resize(scene.render(t), SIZE, interpolation=cv2.INTER_AREA) for t in times_s]
    return tuple(np.asarray(one, dtype=np.uint8) for one in each)


def noisy(image: NDArray[np.generic], seed: int, levels: float = 1.0) -> Image:
    """Return a picture with the noise of a sensor."""
    noise = np.random.default_rng(seed).normal(0.0, levels, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def clocked(image: Image, second: int) -> Image:
    """Return a picture into which the camera wrote the time."""
    text = f"2026-11-29 12:{second // 60:02d}:{second % 60:02d}"
    return np.asarray(cv2.putText(image.copy(), text, (8, 16), 0, 0.45, (255, 255, 255), 1))


def live(seconds: int, first: int = 0) -> Iterator[Image]:
    """Yield what a healthy camera shows, a picture a second."""
    pictures = gate_pictures()
    for n in range(first, first + seconds):
        yield clocked(noisy(pictures[n % len(pictures)], n), n)


def glances(count: int = 9) -> list[Glance]:
    return [glance_at(noisy(one, n)) for n, one in enumerate(gate_pictures()[:count])]


def recorded(pictures: Iterator[Image], crf: int) -> Iterator[Image]:
    """Yield pictures, FPS a second, as a recorder keeps them: one of each second, decoded."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, width=SIZE[0], height=SIZE[1])
        stream.pix_fmt = "yuv420p"
        stream.options = {"g": str(2 * FPS), "preset": "veryfast", "crf": str(crf)}
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    buffer.seek(0)
    with av.open(buffer) as container:
        for n, decoded in enumerate(container.decode(video=0)):
            if n % FPS == 0:
                yield decoded.to_ndarray(format="bgr24")
