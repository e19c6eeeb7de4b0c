"""A school of two halls with a camera each, as its watch, its status and its services see it."""

from pathlib import Path

SITE = """\
format: 1
id: halls
name: {zh: 两厅, en: Two halls}
floors:
  - id: ground
    name: {zh: 一层, en: Ground floor}
    outline: [[0, 0], [20, 0], [20, 10], [0, 10]]
    occluders:
      - {id: middle, kind: wall, ring: [[9.8, 0], [10.2, 0], [10.2, 10], [9.8, 10]]}
    zones:
      - {id: west, kind: corridor, name: {zh: 西厅, en: West}, ring: WEST_RING}
      - {id: east, kind: corridor, name: {zh: 东厅, en: East}, ring: EAST_RING}
    cameras:
      - {id: cam-west, stream: {url_env: WEST_URL}, position: [0.5, 5], pan_deg: 0, TURNS, HANGING}
      - {id: cam-east, stream: {url_env: EAST_URL}, position: [19.5, 5], pan_deg: 180, HANGING}
    gates:
      - {zone: west, camera: cam-west, picture_zone: WHOLE, counts: [1, 2, 3, 4]}
"""
# Of one that turns nobody knows the ground, so that its gate is judged by counts, and at once.
SITE = SITE.replace("TURNS", "ptz: {pan_deg: [-60, 60], tilt_deg: [5, 60], hfov_deg: [30, 90]}")
SITE = SITE.replace("WHOLE", "[[0, 0], [1, 0], [1, 1], [0, 1]]")
SITE = SITE.replace("WEST_RING", "[[5, 2], [9, 2], [9, 8], [5, 8]]")
SITE = SITE.replace("EAST_RING", "[[11, 2], [15, 2], [15, 8], [11, 8]]")
SITE = SITE.replace("HANGING", "height_m: 3, tilt_deg: 15, hfov_deg: 90, picture: [1920, 1080]")


def halls_file(folder: Path, more: str = "") -> Path:
    """Leave the site file in a folder, with what is to stand behind it."""
    path = folder / "halls.yaml"
    path.write_text(SITE + more, encoding="utf-8")
    return path
