"""Eight schools of one room each, of which it is known by hand what they come to."""

from pathlib import Path

ROOM = """\
format: 1
id: {id}
name: {{zh: 学校{id}, en: School {id}}}
school: {{county: {county}, level: primary, type: day, licensed: true, ownership: {ownership}}}
floors:
  - id: ground
    name: Ground
    outline: [[0, 0], [10, 0], [10, 10], [0, 10]]
    zones:
      - {{id: hall, kind: corridor, name: Hall, ring: [[3, 0], [10, 0], [10, 10], [3, 10]]}}
"""
CAMERA = """\
    cameras:
      - id: cam
        position: [0.1, 5]
        height_m: 3
        pan_deg: 0
        tilt_deg: 30
        hfov_deg: 130
        picture: [1920, 1080]
"""
"""In the middle of the west wall; it sees all of the hall, 70 m², however it hangs."""


def seen(id_: str, county: str, ownership: str = "public") -> str:
    """Return a school that passes."""
    return ROOM.format(id=id_, county=county, ownership=ownership) + CAMERA


def unseen(id_: str, county: str, ownership: str = "public") -> str:
    """Return a school of whose 70 m² nobody sees any."""
    return ROOM.format(id=id_, county=county, ownership=ownership)


def write_small_city(folder: Path) -> None:
    """Leave the eight files: one is broken, and one carries the id of another in capitals."""
    files = {
        "east/a.yaml": seen("a", "East"),
        "east/b.yaml": seen("b", "East", "private"),
        "east/c.yaml": unseen("c", "East"),
        "north/h.yml": seen("h", "North"),
        "west/d.yaml": seen("d", "West"),
        "west/e.yaml": unseen("e", "West", "private"),
        "west/f.yaml": seen("f", "West").replace("height_m", "hieght_m"),
        "west/g.yaml": seen("A", "West"),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    # Neither is a site file.
    (folder / "own.yaml").write_text("format: 1\nid: own\nclauses: []\n", encoding="utf-8")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.yaml").write_text("?", encoding="utf-8")
