"""The words that pictures, pages and tables share, each in Chinese and English."""

from pipeline.audit.wording import CAUSES as CAUSES
from pipeline.domain.coverage import Cause
from pipeline.domain.finding import Severity, Verdict
from pipeline.domain.label import Label, Language
from pipeline.domain.requirement import Source

LIST_COMMA: dict[Language, str] = {"zh": "、", "en": ", "}
"""What stands between the items of a list."""

VERDICTS: dict[Verdict, Label] = {
    "pass": Label("达标", "Passed"),
    "fail": Label("不达标", "Not passed"),
}

SEVERITIES: dict[Severity, Label] = {
    "violation": Label("不符合", "violation"),
    "notice": Label("提示", "notice"),
}

CAUSES_IN_BRIEF: dict[Cause, Label] = {
    "picture": Label("不在画面内", "out of picture"),
    "sight_line": Label("视线被遮挡", "view blocked"),
    "density": Label("像素密度不足", "too coarse"),
}

REMEDIES: dict[Cause, Label] = {
    "picture": Label("调整朝向或俯仰角，或增设探头", "re-aim a camera, or add one"),
    "sight_line": Label(
        "移开遮挡，或从另一侧看", "clear the obstacle, or look from the other side"
    ),
    "density": Label("换更长焦距的镜头，或移近探头", "fit a longer lens, or bring a camera closer"),
}

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
COVERED = Label("已覆盖", "covered")
UNCOVERED_SLIVER = Label("未覆盖，但容不下一个人", "not covered, but no person fits")
BLIND_SPOT = Label("盲区（编号见表）", "blind spot (numbered)")
BLIND_SPOT_COARSE = Label("盲区：像素密度不足", "blind spot: too coarse")
VIEW_EDGE = Label("探头视域边界", "edge of a camera's view")
CAMERA = Label("探头及朝向", "camera and its direction")
ZONE = Label("部位", "zone")
PROHIBITED_ZONE = Label("禁拍区", "prohibited zone")
OCCLUDER = Label("墙体、建筑", "wall, building")
NAMES_AS_IDS = Label(
    "内置字体缺少某些名称用字，这些名称以编号代替。",
    "Names that the built-in font cannot draw are shown as ids.",
)
