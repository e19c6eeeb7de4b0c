"""What users are told about a refused file: every kind of problem, in both languages, with remedy.

Pydantic's and the YAML parser's own sentences never reach a user; their kinds are looked up here.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from pipeline.config.delivery_wording import DELIVERY_WORDINGS
from pipeline.config.file_wording import FILE_WORDINGS
from pipeline.config.hints import HINTS
from pipeline.domain.label import Label

MOST_WORDS, MOST_LETTERS = 100, 64
"""How many words, and how much of a word, are searched for what was meant."""

WORDINGS: dict[str, Label] = {
    **FILE_WORDINGS,
    # Fields and their types
    "missing": Label("缺少此项；{hint}", "missing; {hint}"),
    "unknown_field_near": Label(
        "未知字段；是否应为“{near}”？", "unknown field; did you mean '{near}'?"
    ),
    "unknown_field": Label("未知字段；此处可用：{known}", "unknown field; known here: {known}"),
    "number": Label("应为数字，当前为 {got}；{hint}", "must be a number, got {got}; {hint}"),
    "quoted_number": Label(
        "应为数字，当前为文本 {got}；请去掉引号",
        "must be a number, got the text {got}; take its quotes away",
    ),
    "whole": Label("应为整数，当前为 {got}；{hint}", "must be a whole number, got {got}; {hint}"),
    "truth": Label(
        "应为 true 或 false，当前为 {got}；{hint}", "must be true or false, got {got}; {hint}"
    ),
    "text": Label(
        "应为文本，当前为 {got}；请加引号，例如 '{got}'",
        "must be text, got {got}; put it in quotes, as in '{got}'",
    ),
    "text_wanted": Label("应为文本，当前为 {got}；{hint}", "must be text, got {got}; {hint}"),
    "list": Label("应为列表，当前为 {got}；{hint}", "must be a list, got {got}; {hint}"),
    "mapping": Label(
        "应为一组“字段: 值”，当前为 {got}；{hint}", "must be a mapping of fields, got {got}; {hint}"
    ),
    "unclear": Label(
        "{got} 在不同的 YAML 程序中含义不同；数字请写全（1000 而非 1e3），文本请加引号",
        "{got} means different things to different readers of YAML;"
        " write numbers out (1000, not 1e3) and put text in quotes",
    ),
    "huge": Label("数字 {got} 太大；{hint}", "the number {got} is too large; {hint}"),
    "finite": Label(
        "应为有限的数，当前为 {got}；{hint}", "must be a finite number, got {got}; {hint}"
    ),
    "between": Label(
        "应在 {low} 至 {high}{unit}之间，当前为 {got}；{hint}",
        "must lie between {low} and {high}{unit}, got {got}; {hint}",
    ),
    "strictly_between": Label(
        "应大于 {low} 且小于 {high}{unit}，当前为 {got}；{hint}",
        "must lie strictly between {low} and {high}{unit}, got {got}; {hint}",
    ),
    "no_entries": Label("不能是空列表；{hint}", "must not be an empty list; {hint}"),
    "entries": Label(
        "应有 {wanted} 项，当前为 {count} 项；{hint}", "needs {wanted} entries, got {count}; {hint}"
    ),
    "one_of": Label("只能是 {known} 之一，当前为 {got}", "must be one of {known}, got {got}"),
    "one_of_near": Label(
        "未知的 {got}；是否应为“{near}”？可用：{known}",
        "{got} is unknown; did you mean '{near}'? known: {known}",
    ),
    "format": Label(
        "只支持格式 1，当前为 {got}；请写 format: 1", "must be 1, got {got}; write format: 1"
    ),
    "refused": Label("不接受 {got}；{hint}", "does not accept {got}; {hint}"),
    # Texts
    "id": Label(
        "编号 {got} 不可用；只用英文字母、数字和 _ . -，以字母或数字开头，最多 64 个字符",
        "{got} is no id; use letters a-z, digits and _ . -, beginning with a letter or digit,"
        " at most 64 of them",
    ),
    "name_type": Label(
        "应为文本或 {{zh: …, en: …}}，当前为 {got}；数字请加引号",
        "must be text or {{zh: …, en: …}}, got {got}; put a number in quotes",
    ),
    "blank": Label("不能为空；{hint}", "must not be blank; {hint}"),
    "long": Label("超过 {most} 个字符；请缩短", "is longer than {most} characters; shorten it"),
    "hidden": Label(
        "含有不可见的字符 {code}；请删除它", "holds the invisible character {code}; remove it"
    ),
    "sha256": Label(
        "应为 64 位十六进制的 SHA-256，当前为 {got}；请用 sha256sum 计算",
        "must be the 64 hexadecimal digits of a SHA-256, got {got}; sha256sum prints them",
    ),
    "beside": Label(
        "应为清单所在文件夹内的相对路径，当前为 {got}",
        "must be a relative path inside the manifest's own folder, got {got}; move the file there",
    ),
    "picture_missing": Label(
        "没有 {got} 这张图片；请把它放在站点文件旁，或删除 underlay",
        "there is no picture {got}; put it beside this file, or remove the underlay",
    ),
    "picture_broken": Label(
        "{got} 不是可用的 PNG 或 JPEG 图片，或已损坏、过大；请重新导出",
        "{got} is no PNG or JPEG picture, or broken, or larger than is read; save it anew",
    ),
    "web_address": Label(
        "地址应以 https:// 或 http:// 开头并含主机名，当前为 {got}",
        "must begin with https:// or http:// and name a host, got {got};"
        " give the address of the model file itself",
    ),
    # Streams
    "scheme": Label(
        "地址应以 rtsp:// 或 rtsps:// 开头并含主机名；请按探头说明书填写；"
        "http:// 或 https:// 还需写明 allow_http: true",
        "must begin with rtsp:// or rtsps:// and name a host; the camera's manual gives the"
        " address; http:// or https:// needs allow_http: true beside it",
    ),
    "one_address": Label(
        "url、url_env 和 url_file 应恰好填写一个；后两者可避免在文件中写密码",
        "give either url or url_env or url_file; the last two keep the password out of the file",
    ),
    "variable": Label(
        "应为环境变量名，例如 GATE_URL；只用字母、数字和下划线",
        "must be the name of an environment variable, such as GATE_URL: letters, digits and _ only",
    ),
    # Shapes
    "one_shape": Label(
        "line 和 ring 应恰好填写一个；墙用 line，实体用 ring",
        "give either line or ring: line for a wall, ring for something solid",
    ),
    "no_thickness": Label(
        "只有 line 才有厚度；请删除 thickness_m", "only a line has a thickness; remove it"
    ),
    "ring_points": Label(
        "多边形至少要有 3 个不同的点，当前为 {count} 个；请补全顶点",
        "a ring needs at least 3 different points, got {count}; add its corners",
    ),
    "ring_many": Label(
        "多边形最多 {most} 个顶点，当前为 {count} 个；请简化图形，或拆成几个",
        "a ring has at most {most} corners, got {count}; simplify it, or part it in several",
    ),
    "line_many": Label(
        "一面墙最多 {most} 个点，当前为 {count} 个；请拆成几面墙",
        "a wall has at most {most} points, got {count}; part it in several",
    ),
    "ring_flat": Label(
        "多边形面积为零（各点在一条直线上）；请修正顶点",
        "the ring has no area, its points lie on one line; correct its corners",
    ),
    "ring_crosses": Label(
        "多边形在 ({x}, {y}) 处与自身相交；请按顺序沿边界列出顶点",
        "the ring crosses or touches itself at ({x}, {y});"
        " list the corners in order along the edge",
    ),
    "line_length": Label(
        "墙线长度为零；请给出至少两个不同的点", "the line has no length; give two different points"
    ),
    "line_thick": Label(
        "{thickness} 米的墙无法沿这条线转弯；请减小厚度或改用 ring",
        "a wall {thickness} m thick cannot bend along this line; make it thinner or give a ring",
    ),
    "outline_size": Label(
        "最长边为 {size} 米，应在 {low} 至 {high} 米之间；单位可能有误，"
        "坐标要用米（不是厘米或毫米）",
        "its longer side is {size} m and must lie between {low} and {high} m; wrong unit?"
        " coordinates are metres, not centimetres or millimetres",
    ),
    "zone_outside": Label(
        "有 {area} 平方米在楼层轮廓之外，位于 ({x}, {y})；请扩大轮廓或移动该部位",
        "{area} m² of it lie outside the floor's outline, at ({x}, {y});"
        " widen the outline or move the ring",
    ),
    "camera_outside": Label(
        "({x}, {y}) 在楼层轮廓之外 {distance} 米；请移动探头或扩大轮廓",
        "({x}, {y}) is {distance} m outside the floor's outline;"
        " move the camera or widen the outline",
    ),
    "top_low": Label(
        "顶部应高于底部 {bottom} 米，当前为 {got}；请填写离地高度（米）",
        "must lie above its bottom of {bottom} m, got {got}; give both above the floor in metres",
    ),
    "hangs_nowhere": Label(
        "门楣和吊挂物要填写 bottom_m（底部离地高度），例如 bottom_m: 2.2",
        "something that hangs needs its bottom above the floor, as in bottom_m: 2.2",
    ),
    "no_opening": Label(
        "只有 door 和 glass 有窗台和过梁；其他遮挡物请用 bottom_m 和 top_m",
        "only a door or glass has a sill and a lintel; say bottom_m and top_m of anything else",
    ),
    "opening_and_heights": Label(
        "洞口上下均为实墙，不能再写 bottom_m 或 top_m；请删除其中一组",
        "around an opening the wall is solid from floor to ceiling;"
        " give sill_m and lintel_m, or bottom_m and top_m, not both",
    ),
    "lintel_low": Label(
        "过梁应高于窗台 {sill} 米，当前为 {got}；洞口在两者之间",
        "must lie above the sill of {sill} m, got {got}; the opening is between the two",
    ),
    "openings_overlap": Label(
        "洞口 '{id}' 与{line}的洞口 '{other}' 重叠，会互相砌死；一处只画一个洞口，"
        "或自行用 bottom_m 和 top_m 画出墙、玻璃和过梁",
        "the openings '{id}' and '{other}' ({line}) overlap and wall each other up;"
        " draw one opening a place, or wall, glass and lintel yourself with bottom_m and top_m",
    ),
    "camera_buried": Label(
        "({x}, {y}) 在 '{solid}' 之内，{reach} 米以内没有可以观看的位置；请移到墙面外",
        "({x}, {y}) lies in '{solid}', more than {reach} m from any place to look from;"
        " move the camera out to the face of the wall",
    ),
    "ring_outside": Label(
        "有 {area} 平方米在楼层轮廓之外，位于 ({x}, {y})；请扩大轮廓或修正顶点",
        "{area} m² of it lie outside the floor's outline, at ({x}, {y});"
        " widen the outline or correct its corners",
    ),
    # Cameras
    "one_lens": Label(
        "{fields} 应恰好填写一个；请删除其余各项", "give only one of {fields}; remove the others"
    ),
    "one_measure": Label(
        "请按产品说明书填写 hfov_deg，或同时填写 focal_mm 和 sensor_width_mm，不能兼用",
        "give hfov_deg from the datasheet, or else both focal_mm and sensor_width_mm",
    ),
    "no_circle": Label(
        "只有鱼眼镜头的画面才是圆形；请写明 projection: fisheye 或删除 circle_px",
        "only a fisheye's picture is a disc; name it as in projection: fisheye, or remove it",
    ),
    "circle_by_focal_length": Label(
        "鱼眼镜头请按产品说明书填写 hfov_deg，不用焦距",
        "the field of view of a disc does not follow from a focal length;"
        " give hfov_deg from the datasheet instead",
    ),
    "wide_rectilinear": Label(
        "直线投影镜头的视场角小于 180 度，当前为 {got}；请写明投影，例如 projection: fisheye",
        "a rectilinear lens shows less than 180 degrees, got {got};"
        " name its projection, as in projection: fisheye",
    ),
    "focal_short": Label(
        "焦距 {focal} 毫米的镜头照不满 {sensor} 毫米宽的感光面；请检查两个数值，或填写 hfov_deg",
        "no lens of {focal} mm shows a sensor {sensor} mm wide; check both, or give hfov_deg",
    ),
    "head_tilt": Label(
        "与探头俯角 {own} 度相加为 {sum} 度，应在 -90 至 90 度之间；请相对探头朝向填写",
        "with the camera's own tilt of {own} it is {sum} degrees and must lie between -90 and 90;"
        " give it relative to the camera's own",
    ),
    "range_falls": Label(
        "范围应从小到大，当前为 {got}；请交换两个数",
        "must run from the least to the most, got {got}; exchange the two numbers",
    ),
    "ptz_heads": Label(
        "多镜头全景探头不能转动；请删除 ptz 或 heads",
        "a camera of several heads does not turn; remove ptz or heads",
    ),
    "home_outside": Label(
        "探头自身的值 {own} 不在 {got} 之内；请扩大范围（角度按同一圈计）",
        "the camera's own value {own} lies outside {got}; widen it, or count both in the same turn",
    ),
    # Entries against one another
    "duplicate_id": Label(
        "编号 '{id}' 已在{first}使用（不分大小写）；每个编号在全校只能用一次",
        "the id '{id}' is taken by {first} (capitals do not count);"
        " give every thing of the site its own",
    ),
    "unknown_zone": Label(
        "本楼层没有部位 '{got}'；{known}", "this floor has no zone '{got}'; {known}"
    ),
    "unknown_camera": Label(
        "全校没有探头 '{got}'；{known}", "the site has no camera '{got}'; {known}"
    ),
    "known_near": Label("是否应为“{near}”？", "did you mean '{near}'?"),
    "known_all": Label("可用：{all}", "known: {all}"),
    "known_none": Label("请先添加", "add it first"),
    "zone_elsewhere": Label(
        "部位 '{got}' 属于{line}的楼层；请把校门移到该楼层",
        "the zone '{got}' is on the floor of {line}; list the gate there",
    ),
    "gate_twice": Label(
        "此部位和探头的组合已在{first}出现；请删除一个",
        "this zone and camera are already a gate at {first}; remove one of them",
    ),
    "unlit": Label(
        "没有写明夜间哪里有光；请为楼层添加 lit 多边形，或为探头添加 ir_range_m",
        "says of no place that it is bright at night;"
        " add lit rings to a floor, or ir_range_m to a camera",
    ),
    "one_density": Label(
        "density 和 density_px_per_m 应恰好填写一个；请删除一个",
        "give either density or density_px_per_m; remove one of them",
    ),
    "one_rule": Label(
        "一条只能有一项要求，此条已有 {other}；请拆成两条",
        "a clause asks for one thing, and this one has {other}; part it in two",
    ),
    "not_of_rule": Label(
        "{rule} 不涉及视域，此项无意义；请删除，或另写一条",
        "means nothing beside {rule}, which is no matter of views; remove it, or write two clauses",
    ),
    "no_kinds": Label(
        "{rule} 针对全校，不分部位；请删除 kinds",
        "{rule} speaks about the whole school; remove the kinds",
    ),
    "basis_unread": Label(
        "source 为 {source} 的条款没有核对过原文，不能写明出处；请删除 basis，或核对后改为 found",
        "nobody has read a text for a clause with source: {source}; remove the basis, or read it"
        " and say found",
    ),
    "drop_of_nothing": Label(
        "没有 extends，就没有可删去的条款；请写明沿用的依据，例如 extends: full-coverage",
        "without extends there is nothing to drop; name a profile, as in extends: full-coverage",
    ),
    "no_clauses_left": Label(
        "全部条款都被删去；请至少保留一条", "every clause is dropped; leave one at least"
    ),
    "unknown_profile": Label(
        "没有审核依据 {got}；可用：{known}，或旁边的 .yaml 文件",
        "there is no profile {got}; known: {known}, or a .yaml file beside this one",
    ),
    "extends_itself": Label(
        "{got} 又沿用回本文件，或沿用层数过多；请改写 extends",
        "{got} extends this file in turn, or too many others; change one extends",
    ),
    "unknown_clause": Label(
        "所沿用的依据没有条款 '{got}'；{known}", "what is extended has no clause '{got}'; {known}"
    ),
    "dropped_and_given": Label(
        "条款 '{got}' 既删去又改写；请只留一处",
        "the clause '{got}' is both dropped and written anew; do one of the two",
    ),
    "duplicate_clause": Label(
        "条款编号 '{id}' 重复；请改名", "the id '{id}' is taken by a clause above; choose another"
    ),
    "asks_nothing": Label(
        "没有提出任何要求；请填写 {known} 之一", "asks for nothing; add at least one of {known}"
    ),
    # Equipment
    "one_place": Label(
        "position 和 line 应恰好填写一个；点式设备用 position，对射用 line",
        "give either position or line: position for one place, line for a beam",
    ),
    "no_range": Label(
        "只有 intrusion_detector 才有探测距离；请删除 range_m",
        "only an intrusion_detector has a range; remove it",
    ),
    "device_outside": Label(
        "在楼层轮廓之外 {distance} 米；请移动设备或扩大轮廓",
        "is {distance} m outside the floor's outline; move the device or widen the outline",
    ),
    "unknown_recorder": Label(
        "全校没有录像机 '{got}'；{known}", "the site has no recorder '{got}'; {known}"
    ),
    "list_heading": Label(
        "第一行应有编号列（{known} 之一），当前为 {got}；请补上表头",
        "the first line must name a column of ids ({known}), got {got}; add the heading",
    ),
    "list_csv": Label("不是 CSV；请另存为 CSV", "is not CSV; save the table as CSV"),
    "list_twice": Label(
        "探头 '{got}' 已在第 {first} 行列出；请删除一行",
        "the camera '{got}' is on line {first} already; remove one of them",
    ),
    # Catalogues
    "duplicate_class": Label(
        "型号编号 '{id}' 重复；请改名", "the id '{id}' is taken by a camera above; choose another"
    ),
    "table_heading": Label(
        "第一行应有 {known} 等列，缺少 {got}；请补上表头",
        "the first line must name the columns {known}, {got} is missing; add the heading",
    ),
    "table_column": Label(
        "没有名为 {got} 的列；可用 {known}", "no column is called {got}; known: {known}"
    ),
    "table_twice": Label(
        "列 {got} 出现两次；请删除一列", "the column {got} is there twice; remove one of them"
    ),
    "table_workbook": Label(
        "不是可读的 XLSX 工作簿；请另存为 XLSX 或 CSV",
        "is no XLSX workbook that can be read; save it as XLSX or CSV",
    ),
    "table_formula": Label("不能是公式；请填写数值", "is a formula; write its value"),
    "table_rows": Label("超过 {most} 行；请拆分", "has more than {most} rows; split it"),
    # Surveyed points
    "one_mark_place": Label(
        "px（像素）和 share（画面比例）应恰好给出一项",
        "give exactly one of px (pixels) and share (fractions of the picture)",
    ),
    "px_outside": Label(
        "应在 {size} 像素的画面内，当前为 {got}；请核对该点，或用 picture 写明画面大小",
        "must lie in the picture of {size} pixels, got {got}; check the point, or name the size of"
        " its picture by picture",
    ),
    "point_twice": Label(
        "点 '{got}' 已在第 {first} 行给出；请改名",
        "the point '{got}' is on line {first} already; rename it",
    ),
    "survey_heading": Label(
        "表头应有 x_px,y_px（像素）或 x,y（画面比例）之一，以及 x_m,y_m（米），当前为 {got}",
        "the first line must name x_px,y_px (pixels) or x,y (fractions of the picture), and x_m,y_m"
        " (metres), got {got}",
    ),
    # Calendars
    "day": Label(
        "没有 {got} 这一天；请写成 '2026-10-10'", "{got} is no day; write it as in '2026-10-10'"
    ),
    "days": Label(
        "没有 {got} 这一天或这些天；请写成 '2026-10-01' 或 2026-10-01/2026-10-07",
        "{got} is no day, nor days; write them as in '2026-10-01' or 2026-10-01/2026-10-07",
    ),
    "days_fall": Label(
        "应从前到后，且不超过 {most} 天，当前为 {got}；请检查年份",
        "must run from the first day to the last, at most {most} days, got {got}; check the years",
    ),
    "hours": Label(
        "应为一天内的起止时刻，当前为 {got}；请写成 07:10-08:10",
        "must be from when to when on a day, got {got}; write it as in 07:10-08:10",
    ),
    "hours_fall": Label(
        "应在当天先开始后结束，当前为 {got}；跨午夜的时段请拆成两个",
        "must end after they begin, got {got}; part a window at midnight in two",
    ),
    "zone": Label(
        "本机没有时区 {got}；请写 Asia/Shanghai 这样的名称，或 '+08:00' 这样的偏移",
        "this machine knows no time zone {got}; give a name such as Asia/Shanghai, or an offset as"
        " in '+08:00'",
    ),
    "weekday_twice": Label(
        "同一天只列一次，当前为 {got}；请删除一个", "names a day twice, got {got}; remove one"
    ),
    "make_up_twice": Label(
        "调休日 {day} 重复；请删除一个", "the day {day} is listed above; remove one of them"
    ),
    "make_up_holiday": Label(
        "调休日 {day} 又列为放假；请删除其一",
        "the day {day} is a holiday too; remove it here or there",
    ),
    "unknown_gate": Label("没有监测校门 '{got}'；{known}", "no gate '{got}' is watched; {known}"),
    "counts_rise": Label(
        "四个人数应逐级增大，当前为 {got}；例如 [8, 16, 24, 32]",
        "the four counts must rise, got {got}; write them as in [8, 16, 24, 32]",
    ),
    # Calibrations of detectors
    "heights_rise": Label(
        "每一行的身高应大于上一行的 {before} 像素，当前为 {got}；请按身高从小到大排列",
        "must be more than the {before} pixels of the row before, got {got};"
        " order the rows by height",
    ),
    "found_many": Label(
        "找到的人数 {got} 多于总人数 {people}；请重新测量",
        "{got} are found of only {people} people; measure anew",
    ),
    "right_many": Label(
        "正确的框数 {got} 多于框的总数 {boxes}；请重新测量",
        "{got} are right of only {boxes} boxes; measure anew",
    ),
    **DELIVERY_WORDINGS,
}


def worded(kind: str, **values: object) -> Label:
    """Return the sentence of one kind of problem; a Label among the values is told in its language.

    >>> worded("yaml_depth", most=40).en
    'is nested more than 40 levels deep; check the brackets'
    """
    template = WORDINGS[kind]
    zh = {name: v.zh if isinstance(v, Label) else v for name, v in values.items()}
    en = {name: v.en if isinstance(v, Label) else v for name, v in values.items()}
    return Label(template.zh.format(**zh), template.en.format(**en))


def nearest(wanted: str, known: Sequence[str]) -> str | None:
    """Return the known word that was probably meant, if any; long lists would take too long.

    >>> nearest("pan_dge", ["pan_deg", "tilt_deg"])
    'pan_deg'
    """
    near = get_close_matches(wanted[:MOST_LETTERS], known, n=1) if len(known) <= MOST_WORDS else []
    return near[0] if near else None


def hint(loc: Sequence[int | str]) -> Label:
    """Return how the field at a place is to be filled in; one inside another may have its own way.

    >>> hint(("floors", 0, "name")).en
    'give a name such as {zh: 东门, en: East gate}'
    """
    names = [key for key in loc if isinstance(key, str)]
    inside, field = ".".join(names[-2:]), "".join(names[-1:])
    return HINTS.get(inside) or HINTS.get(field, DEFAULT_HINT)


DEFAULT_HINT = Label("请对照示例文件", "compare it with the demo school's file")
