"""The page in a real browser: it fits, it prints, and it runs no script."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.domain.label import LANGUAGES, Language
from pipeline.report.demo_page import demo_page
from tests.report.samples import audited_room, reviewed_gate

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update"),
    "--virtual-time-budget=3000",
)
PROBE = """<script>addEventListener("load", () => {
const root = document.documentElement
root.dataset.beyond = root.scrollWidth - innerWidth })</script></body>"""
PHONE_PROBE = """<script>addEventListener("load", () => {
const mark = parent.document.documentElement.dataset
mark.beyond = document.documentElement.scrollWidth - innerWidth
const boxes = [...document.querySelectorAll(".scroll")]
mark.sideways = Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth))
})</script></body>"""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

pytestmark = pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")


def browse(folder: Path, page: str, *flags: str) -> str:
    """Return the page as the browser has it after it was loaded."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags]
    done = subprocess.run(
        [*command, file.as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def probed(language: Language) -> str:
    return demo_page(audited_room(), reviewed_gate(), language).replace("</body>", PROBE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width_px", [1100, 500])
def test_nothing_reaches_beyond_the_window(
    tmp_path: Path, language: Language, width_px: int
) -> None:
    """With the policy taken out of the copy, or the probe could not run."""
    page = POLICY.sub("", probed(language))
    shown = browse(tmp_path, page, f"--window-size={width_px},900", "--dump-dom")
    (beyond_px,) = re.findall(r'data-beyond="(-?\d+)"', shown)
    assert int(beyond_px) <= 0


def on_a_phone(folder: Path, page: str) -> tuple[int, int]:
    """Return by how many pixels page and tables are too wide for a frame of 390 px.

    In a frame, since a window is never narrower than 500 px.
    """
    inner = html.escape(POLICY.sub("", page).replace("</body>", PHONE_PROBE))
    frame = f'<iframe width="390" height="900" srcdoc="{inner}"></iframe>'
    shown = browse(folder, f"<html><body>{frame}</body></html>", "--dump-dom")
    (beyond_px,) = re.findall(r'data-beyond="(-?\d+)"', shown)
    (sideways_px,) = re.findall(r'data-sideways="(-?\d+)"', shown)
    return int(beyond_px), int(sideways_px)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_needs_no_scrolling_sideways(tmp_path: Path, language: Language) -> None:
    beyond_px, sideways_px = on_a_phone(
        tmp_path, demo_page(audited_room(), reviewed_gate(), language)
    )
    assert beyond_px <= 0
    assert sideways_px == 0


def test_without_cards_the_tables_would_be_too_wide_for_a_phone(tmp_path: Path) -> None:
    page = demo_page(audited_room(), reviewed_gate(), "en").replace('class="cards"', "")
    assert on_a_phone(tmp_path, page)[1] > 0


def test_the_page_lets_no_script_run(tmp_path: Path) -> None:
    """The control is the test above, in which the same script runs without the policy."""
    assert "data-beyond" not in browse(tmp_path, probed("en"), "--dump-dom")


def test_the_page_prints(tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    page = demo_page(audited_room(), reviewed_gate(), "zh")
    browse(tmp_path, page, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) >= 2
