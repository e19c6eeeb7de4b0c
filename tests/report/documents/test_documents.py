"""The documents of an audit: what each must say, and in letters that can be drawn."""

from dataclasses import replace
from functools import cache

import pytest

from pipeline.domain.camera import Camera, Head, Sweep
from pipeline.domain.finding import Finding, Mending
from pipeline.domain.georeference import Georeference
from pipeline.domain.label import LANGUAGES, Label, Language
from pipeline.domain.lens import Lens
from pipeline.domain.rule import FrameRate, RuleClause
from pipeline.domain.step import Edit, Step
from pipeline.report.audit_page import audit_page
from pipeline.report.documents.access_register import access_register
from pipeline.report.documents.audit_report import audit_report
from pipeline.report.documents.bulletin import bulletin
from pipeline.report.documents.checklist import checklist
from pipeline.report.documents.dossier import Dossier, kind_told, place_told
from pipeline.report.documents.filing import filing
from pipeline.report.documents.notice import notice
from pipeline.report.documents.patrol_log import patrol_log
from pipeline.report.documents.table import DOCUMENTS
from pipeline.report.paper.blocks import Facts, Paper, Table
from pipeline.report.paper.letters import Letters
from pipeline.report.paper.pdf import pdf_of
from pipeline.report.paper.web import web_of
from pipeline.report.paper.word import word_of
from pipeline.report.typeface import missing_characters
from pipeline.report.wording import CLAUSE_VERDICTS, UNVERIFIED
from tests.report.markup import Markup
from tests.report.paper.read_back import pdf_text, squeezed, word_text
from tests.report.samples import CAMERA, FLOOR, NOMINAL, audited_room, judged_room, passed_room
from tests.report.standings import STANDINGS

FAILED = Dossier(audited_room(), retention_days=30)
PASSED = Dossier(passed_room())


@cache
def every_paper(language: Language) -> dict[str, Paper]:
    papers = {name: document(FAILED, language) for name, document in DOCUMENTS.items()}
    found = {name: paper for name, paper in papers.items() if paper is not None}
    return found | {"bulletin": bulletin(STANDINGS, language, "2026")}


PAPERS = [(name, lang) for lang in LANGUAGES for name in (*DOCUMENTS, "bulletin")]


@pytest.mark.parametrize(("name", "language"), PAPERS)
def test_every_format_keeps_every_word(name: str, language: Language) -> None:
    paper = every_paper(language)[name]
    page = squeezed(Markup(web_of(paper).decode("utf-8")).text)
    for read in (pdf_text(pdf_of(paper, Letters())), word_text(word_of(paper)), page):
        titles = {block.title for block in paper.blocks if hasattr(block, "title")}
        words = [text for text in paper.texts() if text not in titles]
        assert [text for text in words if squeezed(text) not in read] == []


@pytest.mark.parametrize(("name", "language"), PAPERS)
def test_every_page_is_well_formed(name: str, language: Language) -> None:
    page = Markup(web_of(every_paper(language)[name]).decode("utf-8"))
    assert page.faults == []
    assert len(page.values("id")) == len(set(page.values("id")))
    assert [src for src in page.values("src") if not src.startswith("data:")] == []


@pytest.mark.parametrize(("name", "language"), PAPERS)
def test_every_letter_can_be_drawn(name: str, language: Language) -> None:
    assert missing_characters(every_paper(language)[name].texts()) == ()


@pytest.mark.parametrize("name", [*DOCUMENTS, "bulletin"])
def test_an_english_document_has_no_chinese_words(name: str) -> None:
    told = "".join(every_paper("en")[name].texts()).replace("示范学校", "")
    assert [c for c in told if "\u4e00" <= c <= "\u9fff"] == []


def rows_of(paper: Paper) -> list[tuple[str, ...]]:
    return [row for block in paper.blocks if isinstance(block, Table) for row in block.rows]


def facts_of(paper: Paper) -> dict[str, str]:
    return {k: v for block in paper.blocks if isinstance(block, Facts) for k, v in block.pairs}


def test_a_notice_gives_each_item_its_five_elements() -> None:
    paper = notice(FAILED, "zh")
    assert paper is not None
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    heads = [column.heading for column in table.columns]
    assert heads[1:] == ["整改内容", "整改标准", "整改措施", "时限", "责任人"]
    spot, leak = table.rows
    assert spot[1].startswith("盲区 1：活动区，4.0 m²，位于（9.0，9.0）")
    assert spot[2] == "F-01：公共区域应能看到人"
    assert spot[3].startswith("将cam-1向左（逆时针）转24°")
    assert leak[1] == "西南角可看进卫生间。"
    assert leak[2].startswith("国务院令第799号第八条")
    assert spot[4:] == leak[4:] == ("", "")


def test_a_notice_says_by_which_rule_something_fails_and_what_would_mend_it() -> None:
    asked, told = Label("实时记录，25 帧/秒", "25 frames a second"), Label("应为 25", "25 wanted")
    rule = RuleClause("S-17", asked, FrameRate(25.0), "user")
    steps = (Step("setting", Label("将cam-1调至25 帧/秒", "set cam-1 to 25 frames a second")),)
    audit = replace(
        PASSED.audit,
        profile=replace(PASSED.audit.profile, rules=(rule,)),
        findings=(Finding("S-17.cam-1", "S-17", "violation", "", told, steps=steps),),
    )
    paper = notice(replace(PASSED, audit=audit), "zh")
    assert paper is not None
    ((_, *row),) = rows_of(paper)
    assert row == ["应为 25", "S-17：实时记录，25 帧/秒", "将cam-1调至25 帧/秒", "", ""]


def test_a_notice_tells_by_which_turn_a_view_into_a_toilet_ends() -> None:
    turn = Step("turn", Label("将cam-1向下转19°", "turn it"), (Edit("cam-1", "tilt_deg", 49.0),))
    for steps, told in (
        ((turn,), "将cam-1向下转19°"),
        ((replace(turn, edits=()),), "调整、移位或遮蔽"),
    ):
        findings = tuple(replace(each, steps=steps) for each in FAILED.audit.findings)
        paper = notice(replace(FAILED, audit=replace(FAILED.audit, findings=findings)), "zh")
        assert paper is not None
        assert rows_of(paper)[-1][3].startswith(told)


def test_a_notice_admits_which_standard_nobody_has_checked() -> None:
    paper = notice(FAILED, "zh")
    assert paper is not None
    assert "标准来源：F-01 本软件自行设定，未经标准原文核对。" in paper.texts()


def test_who_passed_gets_no_notice() -> None:
    assert notice(PASSED, "zh") is None


def test_the_filing_sheet_has_what_article_14_asks_for() -> None:
    facts = facts_of(filing(FAILED, "zh"))
    assert facts["单位名称"] == "示范学校"
    assert facts["采集设备数量（台）"] == "1"
    assert facts["采集设备类型"] == "固定 1 台"
    assert facts["视频图像信息保存期限"] == "30 日"
    ((_, name, place, at, height, kind, picture),) = rows_of(filing(FAILED, "zh"))
    assert (name, place, at) == ("西南角 cam-1", "活动区", "0.0, 0.0")
    assert (height, kind, picture) == ("3.0", "固定", "1920×1080")


def test_a_retention_that_nobody_stated_is_left_blank_and_a_short_one_is_told() -> None:
    assert facts_of(filing(PASSED, "zh"))["视频图像信息保存期限"] == ""
    short = facts_of(filing(replace(FAILED, retention_days=7), "zh"))["视频图像信息保存期限"]
    assert short == "7 日（第十七条要求不少于 30 日）"


def test_the_filing_sheet_tells_where_the_plan_lies_if_anybody_does() -> None:
    site = replace(FAILED.audit.site, georeference=Georeference(39.9, 116.4))
    placed = Dossier(replace(FAILED.audit, site=site))
    assert facts_of(filing(placed, "zh"))["平面图原点（WGS-84）"] == "39.900000°N, 116.400000°E"
    assert "平面图原点（WGS-84）" not in facts_of(filing(FAILED, "zh"))


@pytest.mark.parametrize(
    ("camera", "told"),
    [
        (CAMERA, "fixed"),
        (replace(CAMERA, sweep=Sweep((0, 90), (0, 45), (5, 90))), "PTZ"),
        (replace(CAMERA, heads=(Head(0, 0, Lens(90.0)), Head(90, 0, Lens(90.0)))), "panoramic, 2"),
        (replace(CAMERA, lens=Lens(180.0, "equidistant", circle_px=1080)), "fisheye"),
    ],
)
def test_devices_are_told_by_what_they_are(camera: Camera, told: str) -> None:
    assert kind_told(camera).en.startswith(told)


def test_a_camera_outside_all_zones_hangs_by_the_nearest_that_it_sees() -> None:
    aside = replace(CAMERA, x_m=11.0, y_m=5.0)
    assert place_told(aside, FLOOR, NOMINAL) == Label("活动区旁", "by Yard")
    far = replace(CAMERA, x_m=40.0)
    assert place_told(far, FLOOR, NOMINAL) == FLOOR.label


def test_the_access_register_asks_for_what_article_16_names() -> None:
    (table,) = (b for b in access_register(FAILED, "zh").blocks if isinstance(b, Table))
    heads = "".join(column.heading for column in table.columns)
    assert all(word in heads for word in ("调阅事由", "调阅内容", "调阅人单位", "调阅人姓名"))
    assert all(not "".join(row[1:]) for row in table.rows)


def test_the_patrol_goes_round_every_camera() -> None:
    assert [row[1] for row in rows_of(patrol_log(FAILED, "en"))] == ["south-west cam-1"]


def test_the_checklist_names_prohibited_zones_required_zones_and_blind_spots() -> None:
    told = " ".join(row[1] for row in rows_of(checklist(FAILED, "en")))
    assert "Toilet · toilet" in told
    assert "Yard · yard" in told
    assert "Blind spot 1: Yard (9.0, 9.0)" in told
    assert {row[3] for row in rows_of(checklist(FAILED, "en"))} >= {"art. 8", "art. 17", "F-01"}


def test_the_report_has_the_verdict_first_and_the_remedy_beside_its_spot() -> None:
    paper = audit_report(FAILED, "en")
    assert paper.texts()[2] == "× Not passed · 96.0 % covered"
    (spot,) = (row for row in rows_of(paper) if row[0] == "1" and row[1] == "Yard")
    assert spot[5].startswith("turn cam-1 by 24°")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_lists_every_clause_with_its_verdict_as_the_page_does(
    language: Language,
) -> None:
    """Rules beyond coverage and the law too; what nobody checked says so beside its verdict."""
    audit = judged_room()
    (table,) = (
        block
        for block in audit_report(Dossier(audit), language).blocks
        if isinstance(block, Table) and len(block.columns) == 4 and block.rows[0][0] == "F-01"
    )
    assert [row[0] for row in table.rows] == [each.clause_id for each in audit.judged]
    page = squeezed(Markup(audit_page(audit, language)).text)
    for row, each in zip(table.rows, audit.judged, strict=True):
        assert squeezed(row[2]) in page
        assert CLAUSE_VERDICTS[each.verdict].told(language) in row[2]
        assert (UNVERIFIED.told(language) in row[2]) == (not each.verified)


def test_a_report_warns_beside_the_verdict_that_nobody_has_checked_its_clauses() -> None:
    texts = audit_report(FAILED, "zh").texts()
    warning = next(text for text in texts[:5] if "未经标准原文核对" in text)
    assert warning.startswith("! ") and "1/1" in warning
    read = replace(FAILED.audit.profile.clauses[0], source="found")
    checked = replace(FAILED.audit, profile=replace(FAILED.audit.profile, clauses=(read,)))
    assert "未经标准原文核对" not in "".join(audit_report(Dossier(checked), "zh").texts()[:5])


def test_a_report_tells_what_it_would_take_to_pass() -> None:
    told = Label("将cam-1右转5°", "turn cam-1 by 5°")
    steps = (Step("turn", told, (Edit("cam-1", "pan_deg", 25.0),)),)
    audit = replace(FAILED.audit, mending=Mending(steps, passes=True))
    rows = rows_of(audit_report(Dossier(audit), "zh"))
    assert ("1", "将cam-1右转5°", "cam-1: pan_deg: 25.0") in rows


def test_a_site_without_cameras_has_its_documents_too() -> None:
    bare = replace(FLOOR, cameras=())
    audit = passed_room()
    coverage = replace(audit.floors[0], cameras=())
    site = replace(audit.site, floors=(bare,))
    dossier = Dossier(replace(audit, site=site, floors=(coverage,)))
    assert "There is no camera on the plan." in filing(dossier, "en").texts()
    assert "There is no camera on the plan." in patrol_log(dossier, "en").texts()
