"""What rooms are called and are: by the texts inside them, and by the words in those."""

import re
import unicodedata
from collections.abc import Sequence

import shapely
from shapely import Polygon, STRtree

from pipeline.domain.drawing import Text

SIZE = re.compile(r"^[\d\s.,'\"′″xX×*/-]+$|\d\s*['′]|^\d{4}\b|%%[cdp]|^NOTES?\b|^注")
"""Texts that are sizes, marks of doors and levels, and no names; a room may be a plain number."""

NUMBER = re.compile(r"^[A-Za-z]{0,3}-?\d{1,4}[A-Za-z]?$")
UNDERLINED = re.compile(r"%%[uUoOkK]")
NEARLY = 0.8
"""Letters that are smaller than this beside others in the room are remarks."""

LONGEST_NAME = 40
NEXT_LINE = 2.5
"""A line that follows within so many letters' heights goes on with the name above it."""

MOST_LINES = 4
LONGEST_LABEL = 120
UNNAMED_KIND = "activity_room"

KIND_WORDS: tuple[tuple[str, str], ...] = (
    ("toilet", r"\bTOIL|\bWC\b|W\.C\.|RESTROOM|\bBATH|LAVATOR|卫生间|厕所|洗手间|盥洗"),
    ("changing_room", r"CHANGING|LOCKER|更衣|浴室|SHOWER"),
    ("dormitory_room", r"BEDROOM|DORM ROOM|寝室|宿舍(?!楼|入口|出入口)"),
    ("stairs", r"STAIR|楼梯"),
    ("corridor", r"CORRIDOR|HALLWAY|\bHALL\b|PASSAGE|走廊|走道|过道|通道"),
    ("entrance", r"ENTRY|ENTRANCE|LOBBY|FOYER|VESTIBULE|PORCH|门厅|大厅|出入口|入口"),
    ("canteen", r"CANTEEN|DINING|CAFETERIA|食堂|餐厅"),
    ("kitchen", r"KITCHEN|厨房|操作间"),
    ("library", r"LIBRARY|图书|阅览"),
    ("laboratory", r"\bLAB|实验"),
    ("classroom", r"CLASSROOM|教室|课室"),
    ("office", r"OFFICE|办公|\bSTUDY\b"),
    ("garage", r"GARAGE|PARKING|车库"),
    ("hall", r"AUDITORIUM|\bGYM|SPORTS|ASSEMBLY|报告厅|体育馆|礼堂"),
    ("control_room", r"CONTROL ROOM|监控室|消控室"),
    ("guard_room", r"GUARD|门卫|传达"),
    ("equipment_room", r"PLANT ROOM|MECH|ELECTRIC|\bUTIL|BOILER|配电|设备间|机房|水泵"),
    ("lift", r"\bLIFT\b|ELEVATOR|电梯"),
    ("storage", r"STORE|STORAGE|CLOSET|PANTRY|W\.I\.C|储藏|库房|仓库"),
    ("playground", r"PLAYGROUND|操场|运动场"),
    ("yard", r"YARD|COURT|DECK|TERRACE|庭院|天井|阳台"),
)
"""Words by which a room is of a kind, the first that fits (assumption)."""


def names_of(rooms: Sequence[Polygon], texts: Sequence[Text]) -> list[str]:
    """Return what each room is called, by the largest texts inside it; empty where none is.

    >>> from shapely import box
    >>> inside = [Text("GREAT", 1, 3, 0.9, 0), Text("ROOM", 1, 2, 0.9, 0), Text("3068", 1, 1, 1, 0)]
    >>> names_of([box(0, 0, 4, 4), box(9, 9, 10, 10)], inside)
    ['GREAT ROOM', '']
    """
    candidates = [text for text in texts if is_name(text.words)]
    inside: list[list[Text]] = [[] for _ in rooms]
    if candidates and rooms:
        points = shapely.points([[text.x, text.y] for text in candidates])
        found, owners = STRtree(list(rooms)).query(points, predicate="within")
        for number, owner in zip(found, owners, strict=True):
            inside[owner].append(candidates[number])
    return [_joined(each) for each in inside]


def is_name(words: str) -> bool:
    """Tell whether a text may be a room's name, and not a size or a door's mark.

    >>> [is_name(words) for words in ("KITCHEN", "101", "教室 3", "13'4 x 12'8", "2668", "3600")]
    [True, True, True, False, False, False]
    """
    plain = UNDERLINED.sub("", words).strip()
    if len(plain) > LONGEST_NAME:
        return False
    if NUMBER.fullmatch(plain) and len(re.sub(r"\D", "", plain)) < 4:
        return True
    return bool(re.search(r"[^\W\d_]", plain)) and not SIZE.search(plain)


def _joined(texts: list[Text]) -> str:
    """Return a name of the texts in a room: those underlined, of a kind, or written largest."""
    if not texts:
        return ""
    marked = [t for t in texts if UNDERLINED.search(t.words)]
    marked = marked or [t for t in texts if kind_of(t.words)]
    largest = max(text.height for text in texts)
    kept = marked or [text for text in texts if text.height >= NEARLY * largest]
    kept.sort(key=lambda text: (-text.y, text.x))
    name, above = "", None
    for text in kept[:MOST_LINES]:
        words = clean(UNDERLINED.sub("", text.words))
        goes_on = above is not None and abs(above.y - text.y) <= NEXT_LINE * max(text.height, 0.1)
        name += (" " if goes_on else " / ") + words if name else words
        above = text
    return name


def clean(words: str, longest: int = LONGEST_LABEL) -> str:
    """Return words as a site file takes them: composed, without signs that nobody sees."""
    plain = " ".join(unicodedata.normalize("NFC", words).split())
    kept = (c for c in plain if unicodedata.category(c) not in {"Cc", "Cs", "Cf", "Zl", "Zp", "Cn"})
    return " ".join("".join(kept).split())[:longest]


def kind_of(name: str) -> str | None:
    """Return the kind of room that a name tells of, None where it tells none.

    >>> kind_of("MSTR. BATH"), kind_of("教室 3"), kind_of("1-54a")
    ('toilet', 'classroom', None)
    """
    upper = name.upper()
    return next((kind for kind, words in KIND_WORDS if re.search(words, upper)), None)


def slug(name: str) -> str:
    """Return a name as an id, empty where it is not in plain letters.

    >>> slug("MSTR. BATH"), slug("教室 3"), slug("1-54a")
    ('mstr-bath', '', '1-54a')
    """
    if not name.isascii():
        return ""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
