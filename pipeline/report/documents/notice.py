"""整改通知书: what a school must mend, each item with its five elements."""

from collections.abc import Iterator

from pipeline.audit.audit import ORDER_799_8
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label, Language
from pipeline.domain.requirement import Clause
from pipeline.domain.rule import RuleClause
from pipeline.report.audit_json import summary
from pipeline.report.audit_rows import SpotRow, spot_rows
from pipeline.report.documents.dossier import Dossier
from pipeline.report.numerals import metres, percent, square_metres
from pipeline.report.paper.blocks import Column, Paper, Paragraph, Signatures, Table
from pipeline.report.places import first_numbers, names_of
from pipeline.report.wording import LIST_SEMICOLON, SOURCES

TITLE = Label("整改通知书", "Rectification notice")
NUMBER = Label("〔　　　　〕第　　　　号", "No. ____________")
TO = Label("{school}：", "To: {school}")
FOUND = Label(
    "按“{profile}”对你校监控布置平面图作几何核算，必须看到的 {required} m² 中保证看到 {covered} m²"
    "（{pct} %）；发现不符合 {violations} 项，其中盲区 {spots} 处。"
    "请按下表逐项整改，做到内容、标准、措施、时限、责任人五落实。",
    'Held against "{profile}", the plan of your cameras covers {covered} of the {required} m² that'
    " must be seen ({pct} %). It fails in {violations} respects; blind spots: {spots}. Mend each"
    " item below and fill in when it will be done and who answers for it.",
)
ITEM = Label("序号", "No.")
CONTENT = Label("整改内容", "What is wrong")
STANDARD = Label("整改标准", "Standard")
MEASURE = Label("整改措施", "Measure")
UNTIL = Label("时限", "Until")
WHO = Label("责任人", "By whom")
SPOT = Label(
    "盲区 {number}：{zone}，{area} m²，位于（{x}，{y}）；{cause}",
    "Blind spot {number}: {zone}, {area} m² around ({x}, {y}); {cause}",
)
HELD = Label("{clause}：{wording}", "{clause}: {wording}")
SOURCES_NOTE = Label("标准来源：{sources}。", "Where the standards come from: {sources}.")
SOURCE = Label("{clause} {source}", "{clause} {source}")
ORDER_8 = Label(
    "国务院令第799号第八条（已核对原文）",
    "State Council Order 799, article 8 (found in the primary text)",
)
NO_LOOK = Label(
    "调整、移位或遮蔽探头，使其不在禁拍区内、也看不进禁拍区；整改后重新核算",
    "turn, move or mask the camera so that it neither stands in nor looks into the prohibited"
    " zone; then audit again",
)
AS_FOUND = Label("按所述内容改正后重新核算", "mend what is said, then audit again")
THEN = Label(
    "整改办法已在平面图上试算；采用其他办法的，须使同一条款重新核算合格。"
    "整改完成后书面报告并申请复核。复核以重新核算合格或录像为凭，合格后销账；"
    "逾期未改或属重大隐患的，挂牌督办。",
    "The measures were tried on the plan; others will do if the same clause then passes. Report in"
    " writing when all is mended. An item is closed by a new audit without it or by footage; what"
    " is overdue or grave is put under supervision.",
)
SIGNED = (
    Label("签发单位（盖章）：", "Issued by (seal):"),
    Label("签发人、日期：", "Name, date:"),
    Label("学校签收人、日期：", "Received for the school, date:"),
)


def notice(dossier: Dossier, language: Language) -> Paper | None:
    """Return the notice of an audit that was failed; a school that passed gets none."""
    if dossier.audit.verdict == "pass":
        return None
    return Paper(
        title=TITLE.told(language),
        subtitle=NUMBER.told(language),
        language=language,
        blocks=(
            Paragraph(TO.told(language).format(school=dossier.audit.site.label.told(language))),
            Paragraph(_found(dossier, language), "indented"),
            _items(dossier, language),
            Paragraph(_sources(dossier, language), "note"),
            Paragraph(THEN.told(language), "indented"),
            Signatures(tuple(label.told(language) for label in SIGNED)),
        ),
    )


def _found(dossier: Dossier, language: Language) -> str:
    figures = summary(dossier.audit)
    return FOUND.told(language).format(
        profile=dossier.audit.profile.label.told(language),
        required=square_metres(figures["required_m2"]),
        covered=square_metres(figures["covered_m2"]),
        pct=percent(figures["covered_pct"]),
        violations=figures["violations"],
        spots=figures["blind_spots"],
    )


def _items(dossier: Dossier, language: Language) -> Table:
    shares = (6, 33, 26, 27, 11, 10)
    headings = (ITEM, CONTENT, STANDARD, MEASURE, UNTIL, WHO)
    columns = tuple(
        Column(heading.told(language), share)
        for heading, share in zip(headings, shares, strict=True)
    )
    items = [*_spot_items(dossier, language), *_other_items(dossier, language)]
    rows = tuple((str(n), *item, "", "") for n, item in enumerate(items, start=1))
    return Table(columns, rows)


def _spot_items(dossier: Dossier, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield what, by which standard and how to mend, of each blind spot."""
    audit = dossier.audit
    names, clauses = names_of(audit), {clause.id: clause for clause in audit.profile.clauses}
    floors = zip(audit.site.floors, audit.floors, first_numbers(audit), strict=True)
    for floor, coverage, first in floors:
        for row in spot_rows(floor, coverage, names, first):
            storey = dossier.floor_name(floor).told(language)
            content = f"{storey} {_spot(row, language)}".strip()
            standard = _standard(clauses[row.spot.clause_id], language)
            yield content, standard, row.remedy.told(language)


def _spot(row: SpotRow, language: Language) -> str:
    return SPOT.told(language).format(
        number=row.number,
        zone=row.zone.told(language),
        area=square_metres(row.spot.area_m2),
        x=metres(row.spot.centre.x),
        y=metres(row.spot.centre.y),
        cause=row.cause.told(language),
    )


def _standard(clause: Clause | RuleClause, language: Language) -> str:
    return HELD.told(language).format(
        clause=clause.id,
        wording=clause.wording.told(language),
    )


def _sources(dossier: Dossier, language: Language) -> str:
    """Return of each failed clause whether anybody has read it in the primary text."""
    failed = {f.clause_id for f in dossier.audit.findings if f.severity == "violation"}
    told = [
        SOURCE.told(language).format(clause=clause.id, source=SOURCES[clause.source].told(language))
        for clause in dossier.audit.profile.every
        if clause.id in failed
    ]
    return SOURCES_NOTE.told(language).format(sources=LIST_SEMICOLON[language].join(told))


def _other_items(dossier: Dossier, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield the same of each violation that no blind spot tells of."""
    audit = dossier.audit
    clauses = {clause.id: clause for clause in audit.profile.every}
    for finding in audit.findings:
        if finding.severity == "violation" and not finding.spot_ids:
            clause = clauses.get(finding.clause_id)
            standard = _standard(clause, language) if clause else _rule(finding, language)
            yield finding.message.told(language), standard, _measure(finding, language)


def _measure(finding: Finding, language: Language) -> str:
    """Return what would mend a finding, or in general what to do about it."""
    untried = finding.clause_id == ORDER_799_8 and not any(step.edits for step in finding.steps)
    if untried or not finding.steps:
        return (NO_LOOK if finding.clause_id == ORDER_799_8 else AS_FOUND).told(language)
    return LIST_SEMICOLON[language].join(step.told.told(language) for step in finding.steps)


def _rule(finding: Finding, language: Language) -> str:
    return ORDER_8.told(language) if finding.clause_id == ORDER_799_8 else finding.clause_id
