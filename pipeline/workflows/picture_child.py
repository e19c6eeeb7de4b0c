"""The process in which a picture from a page is decoded, as confined as that for drawings.

It gives back what is traced on it, or the picture itself, written anew: whatever else was in the
file stays behind.
"""

import json
import sys
from pathlib import Path

from pipeline.errors import PictureError, PlanError
from pipeline.importers.plans.confined_child import Say, ended, shut_doors

TRACED, KEPT = "traced", "kept"
NAME = Path("picture")


def main() -> int:
    """Do as the command line says, and return the exit code."""
    return ended(_made)


def _made(kind: str, memory_mb: int, time_s: float, say: Say) -> bytes:
    # These load OpenCV while files may still be opened.
    from pipeline.imaging.encoding import encoded
    from pipeline.imaging.wall_lines import traced
    from pipeline.importers.plans.drawing_bytes import drawing_bytes
    from pipeline.importers.plans.picture import drawing_of_picture
    from pipeline.sources.picture import JPEG_MAGIC, image_of

    data = sys.stdin.buffer.read()
    shut_doors(memory_mb, time_s)
    try:
        image = image_of(data, NAME)
    except PictureError as error:
        why = str(error).removeprefix(f"{NAME}: ")
        raise PlanError(f"图片无法读取（{why}）", why) from error
    height_px, width_px = image.shape[:2]
    if kind == TRACED:
        return drawing_bytes(drawing_of_picture(traced(image), (width_px, height_px)))
    suffix = ".jpg" if data.startswith(JPEG_MAGIC) else ".png"
    head = {"width_px": width_px, "height_px": height_px, "suffix": suffix}
    return json.dumps(head).encode() + b"\n" + encoded(image, suffix)


if __name__ == "__main__":
    sys.exit(main())
