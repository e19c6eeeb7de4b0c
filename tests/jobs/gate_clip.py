"""A short clip of a crowd at a drawn gate, and a site whose cameras show it."""

from functools import cache
from pathlib import Path

from pipeline.imaging.gate_scene import GateScene
from pipeline.sources.clip import encoded_clip

CROWDED_S = 50.0
FPS = 4.0

SITE = """\
format: 1
id: school
name: {zh: 学校, en: School}
floors:
  - id: ground
    name: {zh: 一层, en: Ground floor}
    outline: [[0, 0], [40, 0], [40, 30], [0, 30]]
    zones:
      - {id: gate, kind: gate, name: {zh: 校门, en: Gate}, ring: [[9, 0], [19, 0], [19, 8], [9, 8]]}
    cameras:
      - {id: cam-gate, stream: {url_env: GATE_URL}, position: [14, 12], HANGING}
      - {id: cam-dead, stream: {url_env: DEAD_URL}, position: [15, 12], HANGING}
      - {id: cam-spare, position: [16, 12], HANGING}
    gates:
      - zone: gate
        camera: cam-gate
        picture_zone: [[0, 0], [1, 0], [1, 1], [0, 1]]
        counts: [1, 2, 3, 4]
""".replace("HANGING", "height_m: 4, pan_deg: 270, tilt_deg: 15, hfov_deg: 84, picture: [640, 360]")


@cache
def gate_clip() -> bytes:
    """Return two seconds in which some fifteen people stand before the gate."""
    scene = GateScene()
    pictures = [scene.render(CROWDED_S + number / FPS) for number in range(8)]
    return encoded_clip(pictures, FPS)


def site_file(folder: Path) -> Path:
    """Leave a site file in a folder: one camera at its gate, one dead, one without a stream.

    With its counts, four people who stay raise 红 after twelve seconds, sooner than any tier.
    """
    path = folder / "site.yaml"
    path.write_text(SITE, encoding="utf-8")
    return path
