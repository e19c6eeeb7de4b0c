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
NOMINAL_HEADLINE = Label(
    "按安装允许偏差保证的覆盖率；全部探头安装与图纸完全一致时为 {pct} %。",
    "Guaranteed, whatever the tolerances of mounting do; {pct} % if every camera hangs exactly as"
    " drawn.",
)
REQUIRED_AREA = Label("必须看到的面积", "must be seen")
COVERED_AREA = Label("保证看到的面积", "is seen, guaranteed")
NOMINAL_AREA = Label("标称看到的面积", "is seen, nominal")
TWICE_AREA = Label("保证有两台以上探头看到", "seen by two cameras or more, guaranteed")
BLIND_SPOT_COUNT = Label("盲区", "blind spots")
VIOLATION_COUNT = Label("不符合项", "violations")
CRITICAL_CAMERAS = Label(
    "一旦失效即出现新盲区的探头", "cameras whose failure opens a new blind spot"
)
OF_CAMERAS = Label("{part} 台（共 {whole} 台）", "{part} of {whole}")

UNVERIFIED_SOME = Label(
    "{count}/{all} 条条款未经标准原文核对；对外使用前请由持有标准文本的人员核对。",
    "{count} of {all} clauses were not checked against the standard's text; have someone who has it"
    " do so before this is used.",
)
NOT_EVALUATED_COUNT = Label("未评估项", "not evaluated")

CLAUSES = Label("逐条结论", "Clause by clause")
CLAUSES_NOTE = Label(
    "未评估：站点文件没有写明所需的资料，补齐之前不能达标；图上没有此类部位的除外。",
    "Not evaluated is what the site file does not say enough about; it keeps the school from"
    " passing, unless the plan draws no such place.",
)
IDLE = Label("图上没有此类部位", "the plan draws no such place")
BASIS = Label("依据：{basis}", "from: {basis}")
PRIORITY = Label("{priority}类部位", "class {priority}")
DROPPED = Label("使用者删去的条款", "Clauses that the user dropped")
REASON = Label("理由", "Reason")

MENDING = Label("怎样才能达标", "What it would take to pass")
MENDING_PASSES = Label(
    "按成本由低到高列出。已在图上全部一起试算：照此整改后达标。",
    "In the order of cost. All of it was tried on the plan together: the school then passes.",
)
MENDING_LEAVES = Label(
    "按成本由低到高列出。已在图上全部一起试算：照此整改后仍剩 {left} 项，需补充资料或另行规划。",
    "In the order of cost. All of it was tried on the plan together: {left} findings then remain,"
    " which need more to be stated, or another plan.",
)
MENDING_UNTRIED = Label(
    "按成本由低到高列出；每一步单独消除所列的问题，没有一起试算。用 --mend 可找出增设探头的位置，"
    "并全部一起试算。",
    "In the order of cost. Each mends what it names by itself; they were not tried together. With"
    " --mend, places for added cameras are found, and all of it is tried on the plan.",
)
MENDING_NONE = Label("没有可以算出的步骤。", "No step could be computed.")
STEP = Label("步骤", "What to do")
EDITS = Label("站点文件中的改动", "Change of the site file")

AGAINST = Label("与上次审核相比", "Since the earlier audit")
AGAINST_PROFILE = Label(
    "上次按另一依据（{profile}）审核，变化部分来自依据不同。",
    "The earlier audit was held against another profile ({profile}), which explains part of this.",
)
NEW = Label("新增", "new")
GONE = Label("消除", "gone")
STILL = Label("仍在", "still there")

MEANINGS = Label("这些词的意思", "What the words mean")
GLOSSARY: tuple[tuple[Label, Label], ...] = (
    (
        Label("覆盖率", "Covered"),
        Label(
            "必须看到的面积中，全部条款都得到保证的比例；每平方米只计一次，向下取一位小数。",
            "The share of the area that must be seen on which every clause is met, guaranteed. Each"
            " square metre counts once; the figure is rounded down.",
        ),
    ),
    (
        Label("保证与标称", "Guaranteed, nominal"),
        Label(
            "保证：探头在安装允许偏差之内怎样装都看得到。标称：探头安装与图纸完全一致时看得到。"
            "结论只以保证为准。",
            "Guaranteed is what a camera sees however it hangs within its tolerance; nominal is"
            " what it sees if it hangs exactly as drawn. The verdict rests on what is guaranteed.",
        ),
    ),
    (
        Label("盲区", "Blind spot"),
        Label(
            "必须看到、却没有探头保证按要求看到的一片连续区域，"
            "大到能容下一个人（直径 0.5 米的圆）。",
            "A connected area that must be seen, that no camera is sure to see as required, and in"
            " which a person fits (a disc half a metre wide).",
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
        Label("云台可及", "PTZ potential"),
        Label(
            "云台探头转动、变焦后能看到的面积。它不会同时看着所有地方，所以不计入覆盖率，"
            "只计预置的守望位。",
            "What a PTZ camera could turn and zoom to. It does not look everywhere at once, so none"
            " of this is counted as covered; its home position is.",
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
            "不得安装探头、视线也不得进入的地方，如卫生间、宿舍房间。它不算必须看到的面积，也不算盲区。",
            "Where no camera may stand or look into, such as toilets and dormitory rooms. It counts"
            " neither as area that must be seen nor as a blind spot.",
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
    "本层必须看到 {required} m²，保证看到 {covered} m²（{pct} %），"
    "标称看到 {nominal} m²（{nominal_pct} %）。",
    "On this floor {required} m² must be seen; {covered} m² are, guaranteed ({pct} %), and"
    " {nominal} m² nominally ({nominal_pct} %).",
)

SPOTS = Label("盲区", "Blind spots")
SPOTS_NONE = Label("没有盲区。", "There is no blind spot.")
SPOTS_NOTE = Label(
    "编号与图中红圈一致。位置是盲区内最宽敞处的坐标，与图边的刻度对应。同一处可能违反不止一条条款，"
    "这时它有不止一个编号。整改办法都在图上试算过；左右以站在探头背后为准。",
    "Numbers are those of the red discs on the plan. The place is where the spot is widest, in"
    " the metres of the plan's edges. One place may fail more than one clause; it then has more"
    " than one number. Every remedy was tried on the plan; left and right are as seen from behind"
    " the camera.",
)
NUMBER = Label("编号", "No.")
ZONE = Label("部位", "Zone")
PLACE = Label("位置 x, y（米）", "Place x, y (m)")
AREA = Label("面积（m²）", "Area (m²)")
LARGEST_DISC = Label("最大圆直径（米）", "Largest disc (m)")
DISC_NOTE = Label(
    "最大圆是能放进盲区的最大的圆，站一个人约需 0.5 米。",
    "The largest disc is the largest that fits into the spot; a person needs about half a metre.",
)
CAUSE = Label("成因", "Cause")
RUNNERS_UP = Label("其余部分：{causes}", "the rest: {causes}")
REMEDY = Label("怎样改", "What would help")
CLAUSE = Label("条款", "Clause")

ZONES = Label("部位与条款", "Zones and clauses")
KIND = Label("类别", "Kind")
PLANE = Label("目标高度（米）", "Height of target (m)")
DENSITY = Label("像素密度（像素/米）", "Pixels per metre")
MIN_CAMERAS = Label("探头数", "Cameras")
REQUIRED = Label("应看到（m²）", "Required (m²)")
COVERED = Label("保证看到（m²）", "Guaranteed (m²)")
SHARE = Label("保证（%）", "Guaranteed (%)")
NOMINAL_SHARE = Label("标称（%）", "Nominal (%)")
FOLDS = Label("多台看到（m²）", "Seen by several (m²)")
FOLD = Label("{least} 台以上：{area}", "{least} or more: {area}")
VERDICT = Label("结论", "Verdict")
ZONE_VERDICTS = {"pass": Label("符合", "met"), "fail": Label("不符合", "failed")}
ZONES_NOTE = Label(
    "结论以保证的覆盖为准。不足 100 % 而仍为“符合”的，是因为未看到的部分太窄，容不下一个人。",
    "The verdict rests on what is guaranteed. Where less than 100 % is met all the same, what is"
    " left is too narrow for a person.",
)

CAMERAS = Label("探头", "Cameras")
CAMERA = Label("探头", "Camera")
VIEW = Label("保证视域（m²）", "View, guaranteed (m²)")
NOMINAL_VIEW = Label("标称视域（m²）", "View, nominal (m²)")
EXCLUSIVE = Label("独有面积（m²）", "Exclusive (m²)")
DEAD_ZONE = Label("近处死区（米）", "Dead zone (m)")
OPENS = Label("失效后新出现盲区的部位", "Where its failure opens a blind spot")
OPENS_NOTHING = Label("无", "nowhere")
MOVED = Label(
    "标在墙内，计算时移出 {moved} 米",
    "drawn in a wall; moved {moved} m to compute its view",
)
POTENTIAL = Label(
    "云台可及 {area} m²，不计入覆盖",
    "PTZ: could turn to {area} m², which is not counted",
)
NO_CAMERAS = Label("本层没有探头。", "There is no camera on this floor.")

LEAKS = Label("进入禁拍区的视线", "Views into prohibited zones")
LEAKS_NONE = Label(
    "没有探头的视线能进入禁拍区，门开着、玻璃透明时也不能。",
    "No camera can look into a prohibited zone, not even with doors open and through glass.",
)
LEAKS_NOTE = Label(
    "与盲区相反，这里按对隐私最不利的情形计算：门开着，玻璃、围栏、绿篱透明，"
    "探头在安装偏差内任意偏转，云台可转到任何位置。视线的起止点见图中同色箭头。",
    "Here the worst for privacy is taken, the opposite of what is taken for blind spots: doors are"
    " open, glass, fences and hedges clear, a camera hangs anywhere within its tolerance, and a PTZ"
    " turns wherever it can. The sight lines are the arrows on the plan.",
)
LEAK_ZONE = Label("禁拍区", "Prohibited zone")
LEAK_AREA = Label("进入面积（m²）", "Looked into (m²)")
DENSE_AREA = Label("其中看得出人（m²）", "Dense enough (m²)")
DEPTH = Label("深度（米）", "Depth (m)")
SIGHT_LINE = Label("视线 x, y（米）", "Sight line x, y (m)")
LEAK_VIOLATES = Label("违规", "violation")
LEAK_NOTED = Label("提示", "noted")

FINDINGS = Label("审核发现", "Findings")
FINDINGS_NONE = Label("没有不符合项，也没有提示。", "There is neither a violation nor a notice.")
SEVERITY = Label("性质", "Kind")
WHERE = Label("地点", "Where")
MESSAGE = Label("内容", "What was found")

PROFILE = Label("审核依据及其来源", "What it was held against, and where that comes from")
WORDING = Label("要求", "Requirement")
KINDS = Label("适用部位", "Zones it speaks about")
SOURCE = Label("来源", "Source")
AT_NIGHT = Label("夜间同样适用", "at night as well")
MAX_ELEVATION = Label("俯视角不超过 {deg}°", "from no steeper than {deg}°")
MAX_FACING = Label("偏离面向不超过 {deg}°", "from no further aside than {deg}°")

PROFILE_ASSUMED = Label(
    "来源为“自行设定”的条款不是对任何标准的引用，请勿当作标准条文使用。",
    "Clauses marked as assumptions quote no standard; do not use them as if they did.",
)
