"""The words of the audit's page, each in Chinese and English, in the order of the page."""

from pipeline.domain.label import Label

TITLE = Label("{school} · 监控覆盖审核报告", "{school} · Camera coverage audit")
SUBTITLE = Label("监控覆盖审核报告", "Camera coverage audit")
HELD_AGAINST = Label("审核依据：{profile}", "Held against: {profile}")

PROVED = Label(
    "“{profile}”成立：必须看到的地方，每一处能容下一个人的位置都有探头按要求看到。",
    '"{profile}" holds: wherever something must be seen and a person can stand,'
    " a camera sees it as required.",
)
DISPROVED = Label(
    "“{profile}”不成立：存在下列不符合项。改正后请重新审核。",
    '"{profile}" does not hold, for the reasons below. Mend them and audit again.',
)
COVERED_HEADLINE = Label("覆盖率 {pct} %", "{pct} % covered")
REQUIRED_AREA = Label("必须看到的面积", "must be seen")
COVERED_AREA = Label("已看到的面积", "is seen")
TWICE_AREA = Label("有两台以上探头看到", "seen by two cameras or more")
BLIND_SPOT_COUNT = Label("盲区", "blind spots")
VIOLATION_COUNT = Label("不符合项", "violations")
CRITICAL_CAMERAS = Label(
    "一旦失效即出现新盲区的探头", "cameras whose failure opens a new blind spot"
)
OF_CAMERAS = Label("{part} 台（共 {whole} 台）", "{part} of {whole}")

MEANINGS = Label("这些词的意思", "What the words mean")
GLOSSARY: tuple[tuple[Label, Label], ...] = (
    (
        Label("覆盖率", "Covered"),
        Label(
            "必须看到的面积中，全部条款都得到满足的比例；每平方米只计一次，向下取一位小数。",
            "The share of the area that must be seen on which every clause is met. Each square"
            " metre counts once; the figure is rounded down.",
        ),
    ),
    (
        Label("盲区", "Blind spot"),
        Label(
            "必须看到、却没有探头按要求看到的一片连续区域，大到能容下一个人（直径 0.5 米的圆）。",
            "A connected area that must be seen, that no camera sees as required, and in which a"
            " person fits (a disc half a metre wide).",
        ),
    ),
    (
        Label("像素密度", "Pixel density"),
        Label(
            "站在那里的人，每一米在画面上占多少像素。数值越大，看得越清楚。",
            "How many pixels of the picture one metre of a person takes up there. More is clearer.",
        ),
    ),
    (
        Label("视域", "View"),
        Label(
            "一台探头按要求能看到的区域：在画面之内、没有遮挡、像素密度足够。",
            "What one camera sees as required: inside its picture, with a free sight line, and"
            " with enough pixels per metre.",
        ),
    ),
    (
        Label("独有面积", "Exclusive area"),
        Label(
            "只有这一台探头看到的面积。它一旦失效，这里就无人看到。",
            "What only this camera sees. When it fails, nobody does.",
        ),
    ),
    (
        Label("近处死区", "Dead zone"),
        Label(
            "探头下方看不到的距离：画面下边缘以内的地面。",
            "How far from its mount the ground stays below the lower edge of a camera's picture.",
        ),
    ),
    (
        Label("禁拍区", "Prohibited zone"),
        Label(
            "不得安装探头的地方，如卫生间、宿舍房间。它不算必须看到的面积，也不算盲区。",
            "Where no camera may stand, such as toilets and dormitory rooms. It counts neither as"
            " area that must be seen nor as a blind spot.",
        ),
    ),
)

FLOOR = Label("{floor}：平面图与盲区", "{floor}: plan and blind spots")
PICTURE_TITLE = Label(
    "{floor}平面图：{zones} 个部位，{cameras} 台探头，{spots} 处盲区；数据见下列表格。",
    "Plan of {floor}: {zones} zones, {cameras} cameras, blind spots: {spots};"
    " the tables below give the same facts.",
)
FLOOR_FIGURES = Label(
    "本层必须看到 {required} m²，已看到 {covered} m²（{pct} %）。",
    "On this floor {required} m² must be seen, and {covered} m² are ({pct} %).",
)

SPOTS = Label("盲区", "Blind spots")
SPOTS_NONE = Label("没有盲区。", "There is no blind spot.")
SPOTS_NOTE = Label(
    "编号与图中红圈一致。位置是盲区内最宽敞处的坐标，与图边的刻度对应；"
    "最大圆是能放进盲区的最大的圆，站一个人约需 0.5 米。同一处可能违反不止一条条款，"
    "这时它有不止一个编号。",
    "Numbers are those of the red discs on the plan. The place is where the spot is widest, in"
    " the metres of the plan's edges; the largest disc is the largest that fits, and a person"
    " needs about half a metre. One place may fail more than one clause; it then has more than one"
    " number.",
)
NUMBER = Label("编号", "No.")
ZONE = Label("部位", "Zone")
PLACE = Label("位置 x, y（米）", "Place x, y (m)")
AREA = Label("面积（m²）", "Area (m²)")
LARGEST_DISC = Label("最大圆直径（米）", "Largest disc (m)")
CAUSE = Label("成因", "Cause")
REMEDY = Label("怎样改", "What would help")
CLAUSE = Label("条款", "Clause")

ZONES = Label("部位与条款", "Zones and clauses")
KIND = Label("类别", "Kind")
PLANE = Label("目标高度（米）", "Height of target (m)")
DENSITY = Label("像素密度（像素/米）", "Pixels per metre")
MIN_CAMERAS = Label("探头数", "Cameras")
REQUIRED = Label("应看到（m²）", "Required (m²)")
COVERED = Label("已看到（m²）", "Covered (m²)")
SHARE = Label("比例（%）", "Share (%)")
VERDICT = Label("结论", "Verdict")
ZONE_VERDICTS = {"pass": Label("符合", "met"), "fail": Label("不符合", "failed")}
ZONES_NOTE = Label(
    "不足 100 % 而仍为“符合”的，是因为未看到的部分太窄，容不下一个人。",
    "Where less than 100 % is met all the same, what is left is too narrow for a person.",
)

CAMERAS = Label("探头", "Cameras")
CAMERA = Label("探头", "Camera")
VIEW = Label("视域（m²）", "View (m²)")
EXCLUSIVE = Label("独有面积（m²）", "Exclusive (m²)")
DEAD_ZONE = Label("近处死区（米）", "Dead zone (m)")
OPENS = Label("失效后新出现盲区的部位", "Where its failure opens a blind spot")
OPENS_NOTHING = Label("无", "nowhere")
MOVED = Label(
    "标在墙内，计算时移出 {moved} 米",
    "drawn in a wall; moved {moved} m to compute its view",
)
NO_CAMERAS = Label("本层没有探头。", "There is no camera on this floor.")

FINDINGS = Label("审核发现", "Findings")
FINDINGS_NONE = Label("没有不符合项，也没有提示。", "There is neither a violation nor a notice.")
SEVERITY = Label("性质", "Kind")
WHERE = Label("地点", "Where")
MESSAGE = Label("内容", "What was found")

PROFILE = Label("审核依据及其来源", "What it was held against, and where that comes from")
WORDING = Label("要求", "Requirement")
KINDS = Label("适用部位", "Zones it speaks about")
SOURCE = Label("来源", "Source")
PROFILE_ASSUMED = Label(
    "来源为“自行设定”的条款不是对任何标准的引用，请勿当作标准条文使用。",
    "Clauses marked as assumptions quote no standard; do not use them as if they did.",
)

METHOD = Label("怎样算出来的，哪些没有算", "How this was computed, and what was not")
METHOD_POINTS: tuple[Label, ...] = (
    Label(
        "每台探头的视域都是一个精确的多边形：画面边界、墙体遮挡和像素密度三者的交集，不是抽样估计。",
        "Each camera's view is an exact polygon, where its picture, its free sight lines and its"
        " pixel density meet; nothing is sampled.",
    ),
    Label(
        "本版本把图上探头的位置、高度、朝向和俯仰当作准确无误，未计安装误差；"
        "因此“保证视域”与“标称视域”相同。",
        "In this version the place, height, pan and tilt of each camera are taken as exact, with no"
        " allowance for mounting; guaranteed and nominal view are therefore the same.",
    ),
    Label(
        "镜头按无畸变的直线投影计算。墙、建筑、柱子按通高计算，关闭的门和玻璃按不透明计算。",
        "Lenses are taken as rectilinear. Walls, buildings and pillars count as full height;"
        " closed doors and glass count as opaque.",
    ),
    Label(
        "没有考虑夜间照明、树木与车辆的临时遮挡、探头故障，以及录像保存期限和联网情况。",
        "Night and lighting, trees and vehicles, broken cameras, retention and networking are not"
        " part of it.",
    ),
    Label(
        "窄到容不下一个人的部位，未看到的面积超过 5 % 即不符合。",
        "A zone too narrow for a person fails when more than 5 % of it is not seen.",
    ),
    Label(
        "本报告是按平面图做的几何审核，不能代替现场验收；图与现场不符，结论随之失效。",
        "This is an audit of the plan by geometry and no substitute for an inspection on site;"
        " where the plan is wrong, so is the verdict.",
    ),
)
