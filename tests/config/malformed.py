"""Site files that must be refused: their bytes, the line to blame, and what is said of it."""

from dataclasses import dataclass

GOOD = """\
format: 1
id: small-school
name: {zh: 小学校, en: Small School}
floors:
  - id: ground
    name: {zh: 一层, en: Ground floor}
    outline: [[0, 0], [60, 0], [60, 40], [0, 40]]
    occluders:
      - {id: wall-1, kind: wall, line: [[10, 10], [20, 10], [20, 20]], thickness_m: 0.24}
      - {id: hall, kind: building, ring: [[30, 20], [40, 20], [40, 30], [30, 30]]}
    zones:
      - {id: gate-east, kind: gate, name: 东门, ring: [[5, 0], [15, 0], [15, 8], [5, 8]]}
      - {id: yard, kind: yard, name: 操场, ring: [[20, 0], [50, 0], [50, 15], [20, 15]]}
    prohibited:
      - {id: toilet-1, kind: toilet, name: 卫生间, ring: [[50, 30], [58, 30], [58, 38]]}
    cameras:
      - id: cam-gate
        name: 东门探头
        position: [10, 12]
        height_m: 3.5
        pan_deg: 270
        tilt_deg: 15
        hfov_deg: 84
        picture: [1920, 1080]
        stream: {url: "rtsp://127.0.0.1:8554/gate"}
      - id: cam-yard
        position: [35, 19]
        height_m: 4
        pan_deg: -90
        tilt_deg: 20
        hfov_deg: 108
        picture: [2560, 1440]
    gates:
      - zone: gate-east
        camera: cam-gate
        picture_zone: [[0.1, 0.5], [0.9, 0.5], [0.9, 1], [0.1, 1]]
        counts: [8, 16, 24, 32]
"""


@dataclass(frozen=True)
class Malformed:
    """One file; `line` is 0 where no line is to blame, `said` are parts of the refusal in order."""

    name: str
    data: bytes
    line: int
    said: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def edited(name: str, old: str, new: str, *said: str, line: int = 0) -> Malformed:
    """Return the good file with one passage replaced; the line to blame is that of the passage."""
    assert GOOD.count(old) == 1, f"{name}: {old!r} must stand once in the good file"
    first = GOOD[: GOOD.index(old)].count("\n") + 1
    return Malformed(name, GOOD.replace(old, new).encode(), line or first, said)


def whole(name: str, data: str | bytes, line: int, *said: str) -> Malformed:
    """Return a file of its own."""
    return Malformed(name, data.encode() if isinstance(data, str) else data, line, said)


def camera(name: str, old: str, new: str, *said: str) -> Malformed:
    """Return the good file with one field of its first camera replaced."""
    return edited(name, old, new, f"floors.0.cameras.0.{old.partition(':')[0]}", *said)


TEN_LAUGHS = "\n".join(
    ["a0: &a0 [ha, ha]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
)

THE_FILE_ITSELF = (
    whole("empty", "", 0, "is empty", "format: 1"),
    whole("only a comment", "# nothing\n", 0, "is empty", "format: 1"),
    whole("only a null", "null\n", 0, "is empty"),
    whole("binary", bytes(range(256)), 2, "not UTF-8", "save the file as UTF-8"),
    whole("gbk", GOOD.encode("gbk"), 6, "not UTF-8", "save the file as UTF-8"),
    whole("utf-16", GOOD.encode("utf-16"), 1, "not UTF-8", "save the file as UTF-8"),
    whole("latin-1", b"format: 1\nid: a\nname: caf\xe9\n", 3, "not UTF-8"),
    whole("nul byte", GOOD.replace("一层", "一\0层"), 6, "U+0000", "remove it"),
    whole("escape byte", GOOD.replace("操场", "\x1b[2J"), 13, "U+001B", "remove it"),
    whole("huge", GOOD + "#" * 2**24, 0, "larger than 16 MiB", "split it"),
    whole("plain text", "hello", 1, "must be a mapping of fields", "got 'hello'"),
    whole("a list", "- a\n- b\n", 1, "must be a mapping of fields", "got ['a', 'b']"),
    whole("a number", "3\n", 1, "must be a mapping of fields", "got 3"),
)

BOMBS = (
    whole("a million open lists", "[" * 10**6, 1, "more than 40 levels", "check the brackets"),
    whole("a million open mappings", "{a: " * 10**6, 1, "more than 40 levels"),
    whole("a million dashes", "- " * 10**6, 1, "more than 40 levels"),
    whole("closed, 41 deep", "a: " + "[" * 40 + "]" * 40, 1, "more than 40 levels"),
    whole("billion laughs", TEN_LAUGHS, 1, "anchors (&) and aliases (*) are not allowed"),
    whole("alias to itself", "a: &a [*a]\n", 1, "aliases (*) are not allowed", "write the value"),
    whole("merge key", "a: {<<: {b: 1}}\n", 1, "unknown field", "known here: format, id"),
    whole(
        "a million values", "a: [" + "1," * 10**6 + "]", 1, "more than 400000 values", "simplify"
    ),
    whole("a million lines", "a:\n" + "- 1\n" * 10**6, 399_999, "more than 400000 values"),
)

YAML = (
    edited("tab", "    zones:", "\tzones:", "tab", "use spaces"),
    edited("tab after spaces", "        height_m: 3.5", "    \theight_m: 3.5", "tab", "use spaces"),
    edited("open bracket", "[10, 12]", "[10, 12", "bracket", "not closed"),
    edited("open brace", "zh: 一层, en: Ground floor}", "zh: 一层, en: Ground", "bracket"),
    edited("open quote", '8554/gate"', "8554/gate", "quote", "not closed"),
    edited("no space after colon", "height_m: 3.5", "height_m:3.5", "colon", "'field: value'"),
    edited("two colons", "id: small-school", "id: small: school", "colon", "quote text"),
    edited(
        "bad indentation", "        tilt_deg: 15", "       tilt_deg: 15", "indentation", "align"
    ),
    edited("at sign", "id: small-school", "id: @school", "begins with this character", "quotes"),
    edited("two documents", "    gates:", "---\n    gates:", "second document", "remove the '---'"),
    edited("end, then more", "floors:", "...\nfloors:", "indentation", line=5),
    edited("python tag", "84\n", "!!python/object:os.system 84\n", "tags (!) are not allowed"),
    edited("plain tag", "270\n", "!!int 270\n", "cameras.0.pan_deg: tags (!) are not allowed"),
    edited("own tag", "id: cam-gate", "id: !cam cam-gate", "tags (!) are not allowed"),
    edited("anchor alone", "[1920, 1080]", "&p [1920, 1080]", "anchors (&)", "write the value out"),
    edited("alias alone", "[2560, 1440]", "*p", "aliases (*) are not allowed", "quote the text"),
    edited(
        "doubled field",
        "        tilt_deg: 15\n",
        "        pan_deg: 15\n",
        "first on line 21",
        "rename",
    ),
    edited("doubled at the root", "floors:", "id: b\nfloors:", "id: is given twice", "on line 2"),
    edited(
        "doubled flow field", "en: Small", "zh: 大学校, en: Small", "name.zh", "first on line 3"
    ),
    edited("list as a key", "id: ground", "[a, b]: ground", "must be a word"),
    edited("mapping as a key", "id: ground", "{a: b}: ground", "must be a word"),
    edited("question mark", "id: ground", "? [a]\n    : b\n    id: ground", "must be a word"),
    edited("unknown version", "format: 1", "%YAML 3.0\n---\nformat: 1", "is not valid YAML"),
)

NUMBERS = (
    camera("fov too wide", "hfov_deg: 84", "hfov_deg: 410", "between 0.1 and 180 degrees, got 410"),
    camera(
        "fov zero", "hfov_deg: 84", "hfov_deg: 0", "between 0.1 and 180 degrees, got 0", "datasheet"
    ),
    camera(
        "fov half a turn", "hfov_deg: 84", "hfov_deg: 180", "strictly between 0.1 and 180 degrees"
    ),
    camera("fov negative", "hfov_deg: 84", "hfov_deg: -84", "between 0.1 and 180 degrees, got -84"),
    camera("fov nan", "hfov_deg: 84", "hfov_deg: .nan", "finite number, got nan", "datasheet"),
    camera("height zero", "height_m: 3.5", "height_m: 0", "strictly between 0 and 100 metres"),
    camera("height negative", "height_m: 3.5", "height_m: -3.5", "got -3.5", "mounting height"),
    camera("height in mm", "height_m: 3.5", "height_m: 3500", "got 3500", "height in metres"),
    camera("height infinite", "height_m: 3.5", "height_m: .inf", "finite number, got inf"),
    camera(
        "height as text", "height_m: 3.5", 'height_m: "3.5"', "got the text '3.5'", "quotes away"
    ),
    camera(
        "height a quoted true", "height_m: 3.5", "height_m: 'true'", "a number, got 'true'; give"
    ),
    camera("height with unit", "height_m: 3.5", "height_m: 3.5 m", "a number, got '3.5 m'"),
    camera("height as bool", "height_m: 3.5", "height_m: true", "must be a number, got true"),
    camera("height as list", "height_m: 3.5", "height_m: [3.5]", "must be a number, got [3.5]"),
    camera("height empty", "height_m: 3.5", "height_m:", "must be a number, got nothing"),
    camera(
        "exponent", "pan_deg: 270", "pan_deg: 2e2", "2e2 means different things", "1000, not 1e3"
    ),
    camera("sexagesimal", "pan_deg: 270", "pan_deg: 12:30:00", "12:30:00 means different things"),
    camera("octal", "pan_deg: 270", "pan_deg: 010", "010 means different things"),
    camera("hexadecimal", "pan_deg: 270", "pan_deg: 0x1F", "0x1F means different things"),
    camera("underscore", "pan_deg: 270", "pan_deg: 2_70", "2_70 means different things"),
    camera("a yes", "pan_deg: 270", "pan_deg: yes", "yes means different things", "in quotes"),
    camera("pan of ten turns", "pan_deg: 270", "pan_deg: 3600", "between -360 and 360 degrees"),
    camera("tilt past the nadir", "tilt_deg: 15", "tilt_deg: 95", "between -90 and 90 degrees"),
    camera("ten to the 400", "tilt_deg: 15", f"tilt_deg: 1{'0' * 400}", "is too large", "tilt"),
    camera("1e400 with a dot", "tilt_deg: 15", "tilt_deg: 1.0e+400", "1.0e+400 is too large"),
    camera(
        "picture too small", "picture: [1920, 1080]", "picture: [1920, 8]", "between 16 and 32768"
    ),
    camera("half a pixel", "picture: [1920, 1080]", "picture: [1920.5, 1080]", "a whole number"),
    camera("picture of one", "picture: [1920, 1080]", "picture: [1920]", "needs 2 entries, got 1"),
    camera("picture as text", "picture: [1920, 1080]", "picture: 1920x1080", "must be a list"),
    camera(
        "position of three", "position: [10, 12]", "position: [10, 12, 3]", "needs 2 entries, got 3"
    ),
    camera("position nan", "position: [10, 12]", "position: [10, .nan]", "finite number, got nan"),
    camera("position 1e308", "position: [10, 12]", "position: [10, 1.0e+308]", "1000000 metres"),
    camera("position too far", "position: [10, 12]", "position: [10, 1000001]", "got 1000001"),
    camera(
        "position a mapping", "position: [10, 12]", "position: {x: 10, y: 12}", "[x, y] in metres"
    ),
    edited(
        "fraction above one", "[0.9, 1]", "[0.9, 1.5]", "picture_zone.2.1", "between 0 and 1, got"
    ),
    edited(
        "counts that fall", "[8, 16, 24, 32]", "[8, 16, 12, 32]", "must rise", "[8, 16, 12, 32]"
    ),
    edited("counts of three", "[8, 16, 24, 32]", "[8, 16, 24]", "needs 4 entries", "four tiers"),
    edited("counts from zero", "[8, 16, 24, 32]", "[0, 16, 24, 32]", "between 1 and 100000, got 0"),
    edited(
        "thickness zero", "0.24", "0", "thickness_m: must lie between 0.01 and 10 metres, got 0"
    ),
    edited("format 2", "format: 1", "format: 2", "format: must be 1, got 2", "write format: 1"),
    edited("format as text", "format: 1", "format: '1'", "format: must be a whole number"),
    edited("format true", "format: 1", "format: true", "format: must be a whole number, got true"),
)

TEXTS = (
    edited("id with a path", "cam-yard", "../../etc/passwd", "cameras.1.id", "is no id", "letters"),
    edited("id with a NUL", "cam-yard", '"a\\0b"', "is no id", "letters a-z, digits"),
    edited("id with bidi", "cam-yard", '"cam\\u202Egpj"', "is no id", "letters a-z, digits"),
    edited("id in full width", "cam-yard", "ｃａｍ", "'ｃａｍ' is no id"),
    edited(
        "id in Chinese", "cam-yard", "操场探头", "'操场探头' is no id", "beginning with a letter"
    ),
    edited("id with a newline", "cam-yard", '"cam-yard\\n"', "is no id", "letters a-z"),
    edited("id with a dash", "cam-yard", "'-rf'", "'-rf' is no id", "beginning with a letter"),
    edited("id of 65 letters", "cam-yard", "c" * 65, "is no id", "at most 64"),
    edited("id empty", "cam-yard", "''", "'' is no id"),
    edited("id a number", "cam-yard", "12", "must be text, got 12", "as in '12'"),
    edited("id a no", "cam-yard", "no", "no means different things", "quotes"),
    edited("id a date", "cam-yard", "2026-11-22", "2026-11-22 means different things", "quotes"),
    edited("name a number", "东门探头", "12", "name: must be text or {zh: …, en: …}, got 12"),
    edited("name blank", "东门探头", "'  '", "name: must not be blank"),
    edited("name with bidi", "东门探头", '"a\\u202Eb"', "U+202E", "remove it"),
    edited("name with no character", "东门探头", '"a\\uFFFEb"', "U+FFFE", "remove it"),
    edited("name of two lines", "东门探头", '"a\\nb"', "U+000A", "remove it"),
    edited("name too long", "东门探头", "门" * 201, "longer than 200", "shorten it"),
    edited(
        "name half told",
        "{zh: 一层, en: Ground floor}",
        "{zh: 一层}",
        "name.en: missing",
        "English",
    ),
    edited("name in French", "en: Ground floor}", "en: G, fr: R}", "name.fr: unknown field"),
    edited("no rtsp", '"rtsp://127', '"http://me:hunter2@127', "stream.url", "rtsp:// or rtsps://"),
    edited("url without host", '"rtsp://127.0.0.1:8554/gate"', "'rtsp://'", "name a host"),
    edited("url with blank", "8554/gate", "8554/ga te", "must begin with rtsp://"),
    edited(
        "stream as text", '{url: "rtsp://127.0.0.1:8554/gate"}', "rtsp://me:hunter2@h/", "a mapping"
    ),
    edited("url stuck", '{url: "rtsp://127', '{"url:rtsp://me:hunter2@127', "unknown field"),
    edited("no url", '{url: "rtsp://127.0.0.1:8554/gate"}', "{}", "give either url or url_env"),
    edited("bad variable", 'url: "rtsp://127.0.0.1:8554/gate"', "url_env: GATE-URL", "GATE_URL"),
)

FIELDS = (
    edited(
        "slip of the pen", "        pan_deg: 270", "        pan_dge: 270", "did you mean 'pan_deg'?"
    ),
    edited("unknown field", "        pan_deg: 270", "        colour: red", "known here: id, name"),
    edited(
        "unknown at the root", "format: 1", "format: 1\nowner: me", "owner: unknown field", line=2
    ),
    edited(
        "missing field", "        hfov_deg: 84\n", "", "hfov_deg: missing", "datasheet", line=17
    ),
    edited("missing id", "{id: hall, kind", "{kind", "occluders.1.id: missing", "give an id"),
    edited(
        "missing outline",
        "    outline: [[0, 0], [60, 0], [60, 40], [0, 40]]\n",
        "",
        "outline: missing",
        line=5,
    ),
    edited("missing format", "format: 1\n", "", "format: missing", "write format: 1"),
    whole("missing floors", "format: 1\nid: a\nname: a\n", 1, "floors: missing", "list the floors"),
    whole("no floors", "format: 1\nid: a\nname: a\nfloors: []\n", 4, "must not be an empty list"),
    whole("floors a mapping", "format: 1\nid: a\nname: a\nfloors: {a: 1}\n", 4, "must be a list"),
    whole(
        "floors of text",
        "format: 1\nid: a\nname: a\nfloors: [a]\n",
        4,
        "floors.0: must be a mapping",
    ),
    edited(
        "cameras empty",
        "    gates:\n",
        "    gates:\n    x-gates:\n",
        "gates: must be a list, got nothing",
    ),
    edited(
        "camera in a list",
        "      - id: cam-yard",
        "      - [a]\n      - id: cam-yard",
        "cameras.1: must be",
    ),
    edited("unknown zone kind", "kind: yard", "kind: yrad", "did you mean 'yard'?", "known: gate"),
    edited("unknown occluder", "kind: building", "kind: tree", "must be one of wall, door, glass"),
    edited("zone as prohibited", "kind: toilet", "kind: canteen", "must be one of toilet"),
    edited("kind a list", "kind: toilet", "kind: [toilet]", "must be text, got ['toilet']"),
)

SHAPES = (
    edited(
        "two points", "[[50, 30], [58, 30], [58, 38]]", "[[50, 30], [58, 30]]", "got 2", "corners"
    ),
    edited(
        "one point thrice",
        "[58, 30], [58, 38]]",
        "[50, 30], [50, 30]]",
        "3 different points, got 1",
    ),
    edited("bow-tie", "[15, 8], [5, 8]", "[5, 8], [15, 8]", "crosses or touches itself at (10, 4)"),
    edited("a spike", "[58, 38]]", "[58, 38], [58, 44], [58, 38]]", "itself at", "in order along"),
    edited("on one line", "[58, 30], [58, 38]]", "[54, 30], [58, 30]]", "has no area", "corners"),
    edited(
        "a ring of numbers",
        "[[50, 30], [58, 30], [58, 38]]",
        "[50, 30, 58]",
        "ring.0: must be a list",
    ),
    edited("ring as text", "[[50, 30], [58, 30], [58, 38]]", "all", "must be a list, got 'all'"),
    edited("a point of one", "[50, 0]", "[50]", "zones.1.ring.1: needs 2 entries, got 1"),
    edited("a crossing outline", "[60, 40], [0, 40]", "[0, 40], [60, 40]", "itself at (30, 20)"),
    edited("picture bow-tie", "[0.9, 1], [0.1, 1]", "[0.1, 1], [0.9, 1]", "itself at (0.5, 0.75)"),
    edited("a wall of one point", "[[10, 10], [20, 10], [20, 20]]", "[[10, 10]]", "no length"),
    edited(
        "a wall of no length", "[[10, 10], [20, 10], [20, 20]]", "[[10, 10], [10, 10]]", "no length"
    ),
    edited(
        "line and ring",
        "kind: wall, line:",
        "kind: wall, ring: [[1, 1], [2, 1], [2, 2]], line:",
        "give either line or ring",
    ),
    edited(
        "no shape",
        ", ring: [[30, 20], [40, 20], [40, 30], [30, 30]]",
        "",
        "give either line or ring",
    ),
    edited(
        "ring with thickness",
        "kind: building,",
        "kind: building, thickness_m: 1,",
        "only a line has a thickness",
    ),
    edited(
        "a wall that cannot bend",
        "[[10, 10], [20, 10], [20, 20]], thickness_m: 0.24",
        "[[10, 10], [9.5, 12], [9.53, 12]], thickness_m: 10",
        "cannot bend",
    ),
    edited(
        "centimetres",
        "[[0, 0], [60, 0], [60, 40], [0, 40]]",
        "[[0, 0], [6000, 0], [6000, 4000]]",
        "6000 m",
        "wrong unit?",
    ),
    edited(
        "kilometres",
        "[[0, 0], [60, 0], [60, 40], [0, 40]]",
        "[[0, 0], [.06, 0], [.06, .04]]",
        "0.06 m",
        "wrong unit?",
    ),
    edited(
        "zone half outside",
        "[5, 0], [15, 0], [15, 8]",
        "[5, -8], [15, -8], [15, 8]",
        "80 m²",
        "widen the outline",
    ),
    edited(
        "zone wholly outside",
        "[[20, 0], [50, 0], [50, 15], [20, 15]]",
        "[[200, 0], [210, 0], [210, 10]]",
        "50 m²",
    ),
    edited(
        "camera outside",
        "position: [35, 19]",
        "position: [35, 41.5]",
        "1.5 m outside",
        "move the camera",
    ),
    edited(
        "camera deep in a building",
        "position: [35, 19]",
        "position: [35, 25]",
        "(35, 25) lies in 'hall', more than 0.5 m from any place",
        "move the camera out",
    ),
)

REFERENCES = (
    edited("doubled camera", "id: cam-yard", "id: cam-gate", "'cam-gate' is taken by line 17"),
    edited("doubled over kinds", "id: hall", "id: ground", "'ground' is taken by line 5"),
    edited("doubled in capitals", "id: cam-yard", "id: CAM-GATE", "capitals do not count"),
    edited("gate of no zone", "zone: gate-east", "zone: gate-west", "did you mean 'gate-east'?"),
    edited("gate of no camera", "camera: cam-gate", "camera: door", "known: cam-gate, cam-yard"),
    edited("gate of a floor", "zone: gate-east", "zone: ground", "has no zone 'ground'", "known:"),
)

MALFORMED = (
    *THE_FILE_ITSELF,
    *BOMBS,
    *YAML,
    *NUMBERS,
    *TEXTS,
    *FIELDS,
    *SHAPES,
    *REFERENCES,
)
