"""What all plans share: the shipped font, white halos, and files without a date."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke

from pipeline.report.typeface import FONT_PATH

PNG_DPI = 150


def font(size_pt: float) -> FontProperties:
    """Return the shipped font at a size in points."""
    return FontProperties(fname=FONT_PATH, size=size_pt)


def halo(width_pt: float = 2.0) -> list[Any]:
    """Return the white edge that keeps words readable over lines and tints."""
    return [withStroke(linewidth=width_pt, foreground="white")]


@contextmanager
def drawing_settings(salt: str) -> Iterator[None]:
    """Draw letters as shapes, so that no font is needed to read them, and name parts by `salt`.

    Without a fixed salt the ids in an SVG are drawn by lot, and equal pictures differ.
    """
    with mpl.rc_context(
        {
            "svg.fonttype": "path",
            "svg.hashsalt": salt,
            "hatch.linewidth": 0.5,
            # A dollar sign in somebody's name is no formula.
            "text.parse_math": False,
        }
    ):
        yield


def picture_bytes(figure: Figure, file_format: Literal["svg", "png"], dpi: int = PNG_DPI) -> bytes:
    """Return a figure as the content of a file that does not say when it was made."""
    buffer = io.BytesIO()
    dateless = {"Date": None, "Creator": None} if file_format == "svg" else {"Software": None}
    figure.savefig(buffer, format=file_format, dpi=dpi, metadata=dateless)
    return buffer.getvalue()
