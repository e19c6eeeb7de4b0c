"""Two rooms beside each other, of which every figure can be had by hand.

The west room is 6 m by 8 m, the east room 12 m by 8 m: 48 m² and 96 m² of 144 m² that must be seen.
A fisheye on the ceiling sees the room that it hangs in, and nothing of the other, but for its foot:
there who stands is seen from too steep. Its disc of 1,944 pixels spans 180°, so a radian takes 619
of them, and a person d metres off and 3 m below has 619·d / (d² + 9) pixels to the metre of height:
the 25 that are asked for from 0.369 m on. A disc of 0.43 m² is missing: 33.0 % is seen from the
west room, 66.3 % from the east room.

The bullet hangs between the outer wall and the edge of the plan, and sees neither.
"""

from pathlib import Path

FOOT_M2 = 0.428
WEST_PCT = 100 * (48 - FOOT_M2) / 144
EAST_PCT = 100 * (96 - FOOT_M2) / 144

ROOMS = """\
# Two rooms for tests 测试用的两个房间
format: 1
id: rooms
name: {zh: 两间教室, en: Two rooms}
floors:
  - id: ground
    name: {zh: 一层, en: Ground floor}
    outline: [[0, 0], [20.4, 0], [20.4, 10.2], [0, 10.2]]
    occluders:
      - {id: south-east, kind: wall, line: [[1, 1], [19.4, 1], [19.4, 9.2]]}
      - {id: north-west, kind: wall, line: [[19.4, 9.2], [1, 9.2], [1, 1]]}
      - {id: divider, kind: wall, line: [[7.2, 1], [7.2, 9.2]]}
    zones:
      - {id: west, kind: corridor, name: {zh: 西, en: West},\
 ring: [[1.1, 1.1], [7.1, 1.1], [7.1, 9.1], [1.1, 9.1]]}
      - {id: east, kind: corridor, name: {zh: 东, en: East},\
 ring: [[7.3, 1.1], [19.3, 1.1], [19.3, 9.1], [7.3, 9.1]]}
    cameras:
      - {id: eye, name: {zh: 鱼眼, en: Eye}, position: [4, 5], height_m: 3,\
 pan_deg: 0, tilt_deg: 90, lens: {hfov_deg: 180, projection: fisheye},\
 picture: [2592, 1944]}   # on the ceiling 吸顶
"""
BULLET = """\
      - {id: bullet, name: {zh: 枪机, en: Bullet}, position: [10, 0.5], height_m: 3,\
 pan_deg: 0, tilt_deg: 20, hfov_deg: 60, picture: [2560, 1440]}
"""
EMPTY = """\
format: 1
id: physics
name: {zh: 物理系, en: Physics}
floors:
  - {id: first, name: {zh: 一层, en: First floor}, outline: [[0, 0], [10, 0], [10, 10], [0, 10]]}
"""
"""A site with one floor that nothing stands on."""


def rooms_in(folder: Path, text: str = ROOMS) -> Path:
    """Return the site file of the rooms below a folder."""
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    return path
