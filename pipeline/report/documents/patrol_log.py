"""视频巡查: one round over all cameras of a school, a row each, to be ticked while looking."""

from pipeline.domain.label import Label, Language
from pipeline.report.documents.dossier import Dossier, camera_told
from pipeline.report.paper.blocks import Column, Paper, Paragraph, Signatures, Table

TITLE = Label("视频巡查记录表", "Round log of the video patrol")
SUBTITLE = Label(
    "{school} · 日期 ______________　班次 ________　开始 ________　结束 ________",
    "{school} · date ______________  shift ________  from ________  to ________",
)
TICK = "□"
COLUMNS: tuple[tuple[Label, float], ...] = (
    (Label("序号", "No."), 5),
    (Label("探头", "Camera"), 22),
    (Label("部位", "Where"), 15),
    (Label("有画面", "Picture"), 8),
    (Label("清晰", "Sharp"), 8),
    (Label("朝向未变", "Not turned"), 8),
    (Label("时间正确", "Clock right"), 8),
    (Label("可回放", "Plays back"), 8),
    (Label("看到的情况、故障与处理", "What was seen, faults, what was done"), 24),
)
TICKED = range(3, 8)
NOTE = Label(
    "逐台查看，正常打勾，异常打叉并写明；损坏的探头即时报修（故障期间其视域不计入覆盖）。",
    "Look at each in turn: tick what is in order, cross what is not and say what. Have what is"
    " broken mended at once; until then its view counts for nothing.",
)
NO_CAMERAS = Label("平面图上没有探头。", "There is no camera on the plan.")
SIGNED = (Label("巡查人：", "On patrol:"), Label("带班领导：", "In charge:"))
ROW_MM = 6.5


def patrol_log(dossier: Dossier, language: Language) -> Paper:
    """Return a round, floor by floor in the order of the plan."""
    columns = tuple(
        Column(label.told(language), share, "centre" if number in TICKED else "left")
        for number, (label, share) in enumerate(COLUMNS)
    )
    rows = tuple(
        (
            str(number),
            camera_told(camera).told(language),
            place.told(language),
            *[TICK] * len(TICKED),
            "",
        )
        for number, (camera, place) in enumerate(dossier.hung(), start=1)
    )
    table = Table(columns, rows, ROW_MM) if rows else Paragraph(NO_CAMERAS.told(language))
    return Paper(
        title=TITLE.told(language),
        subtitle=SUBTITLE.told(language).format(school=dossier.audit.site.label.told(language)),
        language=language,
        blocks=(
            Paragraph(NOTE.told(language), "note"),
            table,
            Signatures(tuple(label.told(language) for label in SIGNED)),
        ),
        landscape=True,
    )
