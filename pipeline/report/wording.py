"""The words that pictures, pages and tables share, each in Chinese and English."""

from pipeline.domain.coverage import CauseKind
from pipeline.domain.finding import ClauseVerdict, Severity, Verdict
from pipeline.domain.label import Label, Language
from pipeline.domain.source import Source

LIST_COMMA: dict[Language, str] = {"zh": "、", "en": ", "}
"""What stands between the items of a list."""

LIST_SEMICOLON: dict[Language, str] = {"zh": "；", "en": "; "}
"""What stands between items that hold commas themselves."""

VERDICTS: dict[Verdict, Label] = {
    "pass": Label("达标", "Passed"),
    "fail": Label("不达标", "Not passed"),
}

SEVERITIES: dict[Severity, Label] = {
    "violation": Label("不符合", "violation"),
    "not_evaluated": Label("未评估", "not evaluated"),
    "notice": Label("提示", "notice"),
}

CLAUSE_VERDICTS: dict[ClauseVerdict, Label] = {
    "pass": Label("符合", "passed"),
    "fail": Label("不符合", "failed"),
    "not_evaluated": Label("未评估", "not evaluated"),
}

UNVERIFIED = Label("未经标准原文核对", "not checked against the standard's text")
"""What stands beside a verdict that rests on clauses of which nobody has read the text."""

CAUSES_IN_BRIEF: dict[CauseKind, Label] = {
    "picture": Label("不在画面内", "out of picture"),
    "mask": Label("隐私遮蔽", "masked"),
    "sight_line": Label("视线被遮挡", "view blocked"),
    "density": Label("像素密度不足", "too coarse"),
    "angle": Label("角度过陡过偏", "bad angle"),
    "night": Label("夜间太暗", "dark at night"),
    "tolerance": Label("安装偏差内", "if hung true"),
    "too_few": Label("探头台数不足", "too few"),
    "unasked": Label("未分析", "not asked"),
}
"""Causes in at most 14 columns of a screen."""

SOURCES: dict[Source, Label] = {
    "found": Label("已核对原文", "found in the primary text"),
    "recalled": Label("凭记忆，未核对原文", "recalled, not checked against the text"),
    "assumed": Label(
        "本软件自行设定，未经标准原文核对",
        "Sightline's own assumption, not checked against a standard",
    ),
    "user": Label("由使用者给出", "given by the user"),
}

METRES_X = Label("x（米）", "x (m)")
METRES_Y = Label("y（米）", "y (m)")

PLAN_TITLE = Label("{floor}：看得见与看不见", "{floor}: what is seen and what is not")
PLAN_NORTH = Label("图北", "plan N")
COVERED = Label("已覆盖（保证）", "covered, guaranteed")
NOMINAL = Label("仅在安装无偏差时看得到", "seen only if hung as drawn")
UNCOVERED_SLIVER = Label("未覆盖，但容不下一个人", "not covered, but no person fits")
BLIND_SPOT = Label("盲区（编号见表）", "blind spot (numbered)")
BLIND_SPOT_COARSE = Label("盲区：像素密度不足", "blind spot: too coarse")
VIEW_EDGE = Label("探头视域边界", "edge of a camera's view")
CAMERA = Label("探头及朝向", "camera and its direction")
ZONE = Label("部位", "zone")
PROHIBITED_ZONE = Label("禁拍区", "prohibited zone")
LEAK = Label("视线进入禁拍区：违规", "view into a prohibited zone")
LEAK_NOTED = Label("视线进入禁拍区：像素过低", "such a view, but faint")
SIGHT_LINE = Label("进入禁拍区的视线", "sight line of such a view")
UNDERLAY = Label("底图（不作依据）", "picture underneath")
UNDERLAY_MISSING = Label(
    "底图 {name} 打不开，未画出。", "The picture {name} could not be opened, and is not drawn."
)
VOID = Label("挑空、楼梯井（无地面）", "void: no ground")
LIT = Label("夜间照明范围", "lit at night")
OCCLUDERS: dict[str, Label] = {
    "wall": Label("墙体、建筑、柱", "wall, building, pillar"),
    "door": Label("门", "door"),
    "glass": Label("玻璃", "glass"),
    "fence": Label("围栏", "fence"),
    "hedge": Label("绿篱", "hedge"),
    "furniture": Label("家具", "furniture"),
}
"""What hides, by the colour that it is drawn in."""

LOW_OCCLUDER = Label("浅色：高度有限，可越过看", "pale: of limited height")
HANGING_OCCLUDER = Label("虚线框：悬挂物", "dashed: hangs overhead")
NAMES_AS_IDS = Label(
    "内置字体缺少某些名称用字，这些名称以编号代替。",
    "Names that the built-in font cannot draw are shown as ids.",
)
NAMES_LEFT_OUT = Label(
    "{count} 个部位的名称因太挤未写出。", "{count} names of zones found no room, and are left out."
)
