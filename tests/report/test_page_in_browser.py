"""The page in a real browser: it fits, it prints, and it runs no script."""

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


def test_the_page_lets_no_script_run(tmp_path: Path) -> None:
    """The control is the test above, in which the same script runs without the policy."""
    assert "data-beyond" not in browse(tmp_path, probed("en"), "--dump-dom")


def test_the_page_prints(tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    page = demo_page(audited_room(), reviewed_gate(), "zh")
    browse(tmp_path, page, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) >= 2
