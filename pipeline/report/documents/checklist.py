"""督查表: what an inspector holds against the site, rule by rule and zone by zone."""

from collections.abc import Iterator

from pipeline.domain.label import Label, Language
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS
from pipeline.report.audit_rows import spot_rows
from pipeline.report.documents.dossier import Dossier
from pipeline.report.numerals import metres
from pipeline.report.paper.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from pipeline.report.places import first_numbers, name_of, names_of

TITLE = Label("校园视频监控督查表", "Inspection of school video surveillance")
SUBTITLE = Label("审核依据：{profile}", "Held against: {profile}")
HEAD = (
    (Label("学校", "School"), True),
    (Label("督查日期", "Date"), False),
    (Label("督查人员、单位", "Inspectors, unit"), False),
)
ITEM = Label("序号", "No.")
WHAT = Label("检查内容", "What to look at")
HOW = Label("怎样检查", "How")
RULE = Label("依据", "By")
RESULT = Label("合格", "In order")
REMARK = Label("问题与说明", "Remarks")
YES_NO = Label("□是　□否", "□ yes  □ no")

RULES = Label("一、法规要求（国务院令第799号）", "1. The law (State Council Order 799)")
ARTICLE = Label("第{article}条", "art. {article}")
RULE_ITEMS: tuple[tuple[str, Label, Label], ...] = (
    (
        "8",
        Label(
            "禁拍区内没有探头，探头也看不进去", "No camera in, or looking into, prohibited zones"
        ),
        Label("逐处实地查看，并看探头画面", "go there, and look at the pictures"),
    ),
    (
        "13",
        Label("安装位置、角度和采集范围合理，有显著提示标识", "Sensible views, and a visible sign"),
        Label("查看各入口标识牌", "look for the sign at each entrance"),
    ),
    (
        "14",
        Label("已向县级公安机关备案，变更后已更新", "Filed with the police, and kept up to date"),
        Label("核对备案回执与现有设备", "hold the receipt against the devices"),
    ),
    (
        "15",
        Label("防攻击、防泄露、防篡改措施落实", "Guarded against tampering and leaks"),
        Label("查权限、口令、机房与日志", "look at rights, passwords, room and logs"),
    ),
    (
        "16",
        Label("调阅有登记：事由、内容，人员的单位、姓名", "Access is registered as the law says"),
        Label("查调阅登记表，与系统日志比对", "hold the register against the logs"),
    ),
    (
        "17",
        Label("录像保存不少于 30 日", "Footage is kept for at least 30 days"),
        Label("每处抽一台，回放 30 日前录像", "play back what is 30 days old"),
    ),
)
PROHIBITED = Label("二、禁拍区", "2. Prohibited zones")
PROHIBITED_HOW = Label("门开、关各看一次", "with doors open and closed")
ZONES = Label("三、必须看到的部位", "3. What must be seen")
ZONES_HOW = Label("一人走遍四角，看画面", "one walks to all corners, one watches")
SPOTS = Label("四、审核发现的盲区", "4. Blind spots that the audit found")
SPOTS_HOW = Label("站到该处，看画面", "stand there, look at the pictures")
SPOT = Label(
    "盲区 {number}：{zone}（{x}，{y}）；{cause}", "Blind spot {number}: {zone} ({x}, {y}); {cause}"
)
NONE = Label("没有。", "None.")
SIGNED = (
    Label("督查人员：", "Inspectors:"),
    Label("学校负责人：", "For the school:"),
)
Item = tuple[str, str, str]
SHARES = (5, 35, 22, 9, 12, 17)


def checklist(dossier: Dossier, language: Language) -> Paper:
    """Return the list for one school, from the law, its plan and its audit."""
    audit = dossier.audit
    school = audit.site.label.told(language)
    facts = tuple((name.told(language), school if given else "") for name, given in HEAD)
    parts = (
        (RULES, list(_rules(language))),
        (PROHIBITED, list(_prohibited(dossier, language))),
        (ZONES, list(_zones(dossier, language))),
        (SPOTS, list(_spots(dossier, language))),
    )
    return Paper(
        title=TITLE.told(language),
        subtitle=SUBTITLE.told(language).format(profile=audit.profile.label.told(language)),
        language=language,
        blocks=(
            Facts(facts),
            *(block for title, items in parts for block in _part(title, items, language)),
            Signatures(tuple(label.told(language) for label in SIGNED)),
        ),
    )


def _part(title: Label, items: list[Item], language: Language) -> tuple[Block, ...]:
    heading = Heading(title.told(language))
    if not items:
        return heading, Paragraph(NONE.told(language))
    headings = (ITEM, WHAT, HOW, RULE, RESULT, REMARK)
    columns = tuple(
        Column(label.told(language), share) for label, share in zip(headings, SHARES, strict=True)
    )
    rows = tuple(
        (str(number), *item, YES_NO.told(language), "") for number, item in enumerate(items, 1)
    )
    return heading, Table(columns, rows)


def _rules(language: Language) -> Iterator[Item]:
    for article, what, how in RULE_ITEMS:
        told = ARTICLE.told(language).format(article=article)
        yield what.told(language), how.told(language), told


def _prohibited(dossier: Dossier, language: Language) -> Iterator[Item]:
    article = ARTICLE.told(language).format(article="8")
    for floor in dossier.audit.site.floors:
        for zone in floor.prohibited:
            kind = name_of(zone.kind, PROHIBITED_KINDS).told(language)
            what = f"{zone.label.told(language)} · {kind}"
            yield what, PROHIBITED_HOW.told(language), article


def _zones(dossier: Dossier, language: Language) -> Iterator[Item]:
    """Yield each zone that a clause asks for, once, with its clauses."""
    for floor, coverage in zip(dossier.audit.site.floors, dossier.audit.floors, strict=True):
        clauses: dict[str, list[str]] = {}
        for held in coverage.zones:
            clauses.setdefault(held.zone_id, []).append(held.clause_id)
        for zone in floor.zones:
            if zone.id in clauses:
                kind = name_of(zone.kind, ZONE_KINDS).told(language)
                what = f"{zone.label.told(language)} · {kind}"
                yield what, ZONES_HOW.told(language), " ".join(clauses[zone.id])


def _spots(dossier: Dossier, language: Language) -> Iterator[Item]:
    audit = dossier.audit
    names = names_of(audit)
    floors = zip(audit.site.floors, audit.floors, first_numbers(audit), strict=True)
    for floor, coverage, first in floors:
        for row in spot_rows(floor, coverage, names, first):
            what = SPOT.told(language).format(
                number=row.number,
                zone=row.zone.told(language),
                x=metres(row.spot.centre.x),
                y=metres(row.spot.centre.y),
                cause=row.cause.told(language),
            )
            yield what, SPOTS_HOW.told(language), row.spot.clause_id
