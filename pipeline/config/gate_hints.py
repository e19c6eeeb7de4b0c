"""How each field of a gate is to be filled in, and of a school's calendar."""

from pipeline.domain.label import Label

GATE_HINTS: dict[str, Label] = {
    "gates": Label(
        "请列出需要监测拥堵的校门；没有则删除此行",
        "list the gates watched for crowding, or remove the line if there are none",
    ),
    "zone": Label("请填写该校门部位的编号", "give the id of the gate's zone"),
    "camera": Label("请填写监测该校门的探头编号", "give the id of the camera that watches it"),
    "picture_zone": Label(
        "请按画面比例列出顶点，左上角为 [0, 0]，右下角为 [1, 1]",
        "list corners in fractions of the picture, from [0, 0] upper left to [1, 1] lower right",
    ),
    "counts": Label(
        "请给出蓝、黄、橙、红四级的起始人数，例如 [8, 16, 24, 32]",
        "give the numbers of people at which the four tiers begin, as in [8, 16, 24, 32]",
    ),
    "unexpected": Label(
        "请写成 {people: 8, dwell_s: 60}：高峰时段之外多少人停留多久算意外聚集",
        "write {people: 8, dwell_s: 60}: how many people, for how long, are unexpected outside the"
        " peak windows",
    ),
    "points": Label(
        "请列出测量点，例如 [{id: a, px: [812, 640], plan: [10.2, 4.5]}]",
        "list the points, as in [{id: a, px: [812, 640], plan: [10.2, 4.5]}]",
    ),
    "px": Label(
        "请填写画面中的像素坐标，左上角为 [0, 0]，例如 [812, 640]",
        "give its pixel, [0, 0] being the upper left corner, as in [812, 640]",
    ),
    "share": Label(
        "请按画面比例填写，左上角为 [0, 0]，右下角为 [1, 1]",
        "give it in fractions of the picture, from [0, 0] upper left to [1, 1] lower right",
    ),
    "plan": Label(
        "请填写平面图上的坐标（米），例如 [10.2, 4.5]",
        "give its place on the plan in metres, as in [10.2, 4.5]",
    ),
    "points.height_m": Label(
        "请填写离本层地面的高度（米），例如 1.2；在地面上则删除此行",
        "give how high it lies above the floor in metres, such as 1.2, or remove the line",
    ),
    "flow_line": Label(
        "请按画面比例给出两个端点，例如 [[0.1, 0.7], [0.9, 0.7]]；自左向右画时，朝画面下方走为进",
        "give its two ends in fractions of the picture, as in [[0.1, 0.7], [0.9, 0.7]]: drawn from"
        " left to right, who walks down the picture goes in",
    ),
    "people": Label("请填写人数，例如 8", "give a number of people, such as 8"),
    "dwell_s": Label("请填写秒数，例如 60", "give seconds, such as 60"),
    "calendar": Label(
        "请写成 {timezone: Asia/Shanghai, peaks: [{name: 上学, hours: 07:10-08:10}]}",
        "write {timezone: Asia/Shanghai, peaks: [{name: Arrival, hours: 07:10-08:10}]}",
    ),
    "timezone": Label(
        "请填写时区，例如 Asia/Shanghai 或 '+08:00'",
        "give a time zone, such as Asia/Shanghai or '+08:00'",
    ),
    "terms": Label(
        "请列出学期的起止日期，例如 [2026-09-01/2027-01-22]；全年上课则删除此行",
        "list the first and last day of each term, as in [2026-09-01/2027-01-22], or remove the"
        " line",
    ),
    "weekdays": Label(
        "请列出星期，例如 [mon, tue, wed, thu, fri]",
        "list days of the week, as in [mon, tue, wed, thu, fri]",
    ),
    "holidays": Label(
        "请列出放假日期，单日加引号，例如 [2026-10-01/2026-10-07, '2027-01-01']",
        "list days, single ones in quotes, as in [2026-10-01/2026-10-07, '2027-01-01']",
    ),
    "make_up": Label(
        "请逐日列出调休，例如 [{date: '2026-10-10', follows: fri}]；没有则删除此行",
        "list days that follow another day's plan, as in [{date: '2026-10-10', follows: fri}]",
    ),
    "date": Label("请加引号，例如 '2026-10-10'", "put a day in quotes, as in '2026-10-10'"),
    "follows": Label("请填写按星期几的安排上课，例如 fri", "say whose plan, such as fri"),
    "peaks": Label(
        "请列出高峰时段，例如 [{name: 上学, hours: 07:10-08:10}]",
        "list the peak windows, as in [{name: Arrival, hours: 07:10-08:10}]",
    ),
    "hours": Label("请写成 07:10-08:10", "write them as in 07:10-08:10"),
    "peaks.gates": Label(
        "请列出校门部位的编号；对所有校门有效则删除此行",
        "list the ids of gates' zones, or remove the line if it holds for all",
    ),
    "clear_width_m": Label(
        "请填写校门净宽（米），例如 6", "give how wide the way through is in metres, such as 6"
    ),
}
