"""Pages held against the rules of axe-core in a real browser, one of them broken on purpose.

axe-core is found where `npm install axe-core` puts it below this checkout.
"""

import html
import json
import re
from pathlib import Path

import pytest

from pipeline.domain.label import LANGUAGES, Language
from pipeline.report.demo_page import demo_page
from pipeline.report.documents.bulletin import bulletin
from pipeline.report.documents.dossier import Dossier
from pipeline.report.documents.notice import notice
from pipeline.report.documents.patrol_log import patrol_log
from pipeline.report.paper.web import web_of
from tests.report.samples import audited_room, reviewed_gate
from tests.report.standings import STANDINGS
from tests.report.test_page_in_browser import BROWSER, POLICY, browse

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ASK = """<script src="{axe}"></script><script>addEventListener("load", async () => {{
const found = await axe.run()
const told = found.violations.map((each) => `${{each.id}}: ${{each.nodes[0].html}}`)
const mark = parent.document.createElement("p")
mark.dataset.page = "{name}"
mark.dataset.passed = found.passes.length
mark.dataset.faults = JSON.stringify(told)
parent.document.body.append(mark) }})</script></body>"""
MARK = re.compile(r'<p data-page="([^"]+)" data-passed="(\d+)" data-faults="([^"]*)">')

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="chromium is not installed"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install axe-core"),
]


def pages(language: Language) -> dict[str, str]:
    """Return pages of every kind; that of the demo holds an audit and a review."""
    dossier = Dossier(audited_room())
    letter = notice(dossier, language)
    assert letter is not None
    return {
        f"demo-{language}": demo_page(dossier.audit, reviewed_gate(), language),
        f"notice-{language}": web_of(letter).decode("utf-8"),
        f"patrol-{language}": web_of(patrol_log(dossier, language)).decode("utf-8"),
        f"bulletin-{language}": web_of(bulletin(STANDINGS, language)).decode("utf-8"),
    }


def faults(folder: Path, asked: dict[str, str]) -> dict[str, list[str]]:
    """Return the rules that each page breaks, with the first element that does.

    All pages stand in frames of one, without their policy, so that one browser asks them all.
    """
    frames = ""
    for name, page in asked.items():
        asking = POLICY.sub("", page).replace("</body>", ASK.format(axe=AXE.as_uri(), name=name))
        frames += f'<iframe width="1000" height="800" srcdoc="{html.escape(asking)}"></iframe>'
    shown = browse(folder, f"<html><body>{frames}</body></html>", "--dump-dom")
    marks = MARK.findall(shown)
    assert {name for name, passed, _ in marks if int(passed) > 10} == set(asked)
    return {name: json.loads(html.unescape(told)) for name, _, told in marks}


def test_pages_break_no_rule_and_a_broken_one_does(tmp_path: Path) -> None:
    asked = {name: page for language in LANGUAGES for name, page in pages(language).items()}
    broken = asked["notice-en"].replace("<main>", '<main><img src="data:,">')
    found = faults(tmp_path, {**asked, "broken": broken})
    assert [fault.partition(":")[0] for fault in found.pop("broken")] == ["image-alt"]
    assert {name: told for name, told in found.items() if told} == {}
