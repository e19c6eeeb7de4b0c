"""Console, ledger and city for those who do not see well, or hold a phone; in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.domain.crowding import STATUS_LABELS, TIER_LABELS
from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, STATES
from pipeline.domain.health import FAULT_LABELS
from pipeline.domain.label import Label
from pipeline.domain.today import CAMERA_LABELS, TODAY_LABELS
from pipeline.web.assets import ASSETS
from tests.report.test_accessibility import AXE
from tests.web.console.conftest import READY, Watched, shown, watching
from tests.web.planner.test_words import words
from tests.web.serving import Served

PAGES = ("/console", "/ledger", "/city")
USED = re.compile(r'"((?:console|ledger|city)\.[a-z_0-9.]+)"')
LABELS = {
    "console.tier": TIER_LABELS,
    "console.status": STATUS_LABELS,
    "console.fault": FAULT_LABELS,
    "console.camera": CAMERA_LABELS,
    "console.today": TODAY_LABELS,
    "ledger.state": STATES,
    "ledger.action": ACTIONS,
    "ledger.class": CLASSES,
    "ledger.element": ELEMENTS,
}


@pytest.fixture(scope="module")
def page(browser: Any, console: Served, watched: Watched) -> Iterator[Any]:
    with watching(watched), shown(browser, console, "/console?lang=zh") as it:
        yield it


def faults(page: Any) -> list[str]:
    """Return what axe finds that is serious or critical."""
    asked = "axe.run({resultTypes: ['violations']})"
    found = page.evaluate(f"{AXE.read_text('utf-8')}; {asked}")
    return [
        f"{each['id']}: {each['nodes'][0]['html']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install axe-core")
@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_nothing_serious_is_found_and_nothing_reaches_beyond_a_phone(
    page: Any, watched: Watched, language: str, theme: str
) -> None:
    page.evaluate(f"() => localStorage.setItem('theme', '{theme}')")
    paths = [f"{path}?lang={language}" for path in PAGES]
    # In one of the languages with a panel open.
    paths[0] += f"#event/{watched.crowd_id}" if language == "zh" else ""
    for path in paths:
        page.goto("about:blank")
        page.goto(path)
        page.wait_for_selector(READY)
        assert (path, faults(page)) == (path, [])
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            beyond = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert (path, width, beyond <= 0) == (path, width, True)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install axe-core")
def test_high_contrast_is_sound_and_a_page_that_is_spoilt_is_seen(page: Any) -> None:
    page.evaluate("() => localStorage.setItem('theme', 'contrast')")
    page.goto("/console?lang=zh")
    page.wait_for_selector(READY)
    assert faults(page) == []
    page.evaluate("() => document.querySelector('#main').append(document.createElement('img'))")
    assert [fault.partition(":")[0] for fault in faults(page)] == ["image-alt"]


def test_the_words_of_the_domain_are_those_of_the_pages() -> None:
    for language in ("zh", "en"):
        told = words(language)
        for prefix, labels in LABELS.items():
            for key, label in labels.items():
                assert isinstance(label, Label)
                assert told[f"{prefix}.{key}"] == label.told(language)  # type: ignore[arg-type]


def test_every_word_that_is_used_is_there() -> None:
    scripts = [p for name in ("console", "ledger", "city") for p in (ASSETS / name).glob("*.js")]
    scripts += [ASSETS / f"{name}.html" for name in ("console", "ledger", "city")]
    used = {key for path in scripts for key in USED.findall(path.read_text("utf-8"))}
    assert len(used) > 150
    assert used - set(words("en")) == set()


def test_pages_load_all_their_scripts_at_once() -> None:
    """Each script that another one of the page imports is asked for beforehand."""
    for name in ("console", "ledger", "city"):
        head = (ASSETS / f"{name}.html").read_text("utf-8")
        asked = set(re.findall(r'rel="modulepreload" href="/assets/([^"]+)"', head))
        assert imported(f"{name}/page.js", set()) <= asked
        assert [script for script in asked if not (ASSETS / script).is_file()] == []


def imported(script: str, known: set[str]) -> set[str]:
    """Return the scripts that one imports, and those that they do."""
    path = ASSETS / script
    for name in re.findall(r'from "(\.[^"]+)"', path.read_text("utf-8")):
        other = (path.parent / name).resolve().relative_to(ASSETS.resolve()).as_posix()
        if other not in known:
            known.add(other)
            imported(other, known)
    return known
