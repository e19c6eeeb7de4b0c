"""调阅登记表: who looked at footage, what and why, as Order 799, article 16 wants it kept."""

from collections.abc import Sequence

from pipeline.domain.label import Label, Language
from pipeline.report.documents.dossier import Dossier
from pipeline.report.paper.blocks import Column, Paper, Paragraph, Table

TITLE = Label("视频图像信息调阅登记表", "Register of access to footage")
RULE = Label(
    "{school} · 依据国务院令第799号第十六条：登记调阅事由、内容，调阅人员的单位、姓名",
    "{school} · State Council Order 799, article 16: reason, content, unit and name",
)
COLUMNS: tuple[tuple[Label, float], ...] = (
    (Label("序号", "No."), 5),
    (Label("调阅日期、时间", "Date, time"), 12),
    (Label("调阅人单位", "Unit"), 14),
    (Label("调阅人姓名", "Name"), 9),
    (Label("调阅事由", "Reason"), 18),
    (Label("调阅内容（探头、起止时间）", "Content (camera, from, to)"), 20),
    (Label("查看或复制", "Seen or copied"), 8),
    (Label("批准人", "Approved by"), 8),
    (Label("经办人", "Attended by"), 8),
)
ROWS, ROW_MM = 12, 10.5
NOTE = Label(
    "每次调阅填一行，不得补登或涂改；登记表与视频图像信息一并妥善保管。",
    "One row each time, at once and without erasures; keep the register as safe as the footage.",
)


def access_register(dossier: Dossier, language: Language) -> Paper:
    """Return a page of empty rows, to be printed as often as it is needed."""
    rows = tuple((str(n), *[""] * (len(COLUMNS) - 1)) for n in range(1, ROWS + 1))
    return register_of(dossier.audit.site.label.told(language), rows, language)


def register_of(school: str, rows: Sequence[Sequence[str]], language: Language) -> Paper:
    """Return a register of rows that are filled in as far as they are known."""
    columns = tuple(Column(label.told(language), share) for label, share in COLUMNS)
    lines = tuple(tuple(row) for row in rows)
    return Paper(
        title=TITLE.told(language),
        subtitle=RULE.told(language).format(school=school),
        language=language,
        blocks=(Table(columns, lines, ROW_MM), Paragraph(NOTE.told(language), "note")),
        landscape=True,
    )
