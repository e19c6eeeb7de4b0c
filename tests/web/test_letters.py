"""Chinese is drawn where the machine has no Chinese letters of its own."""

from typing import Any

import httpx

from pipeline.report.typeface import drawable_characters
from tests.web.serving import Served, page_of

WRITE = """async (text) => {
  document.body.append(text);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  await document.fonts.ready;
  return [...document.fonts].filter((face) => face.status !== "unloaded").length;
}"""


def test_a_page_brings_the_letters_that_its_words_and_a_schools_name_need(
    browser: Any, served: Served
) -> None:
    with page_of(browser, served, "viewer") as page:
        page.goto(f"{served.url}/login?lang=zh")
        # What the pages say is in the first part, a rare name in a later one: another face.
        before = page.evaluate(WRITE, "盲区")
        rare = chr(max(map(ord, drawable_characters())))
        assert page.evaluate(WRITE, rare) == before + 1
        # No letter that the font cannot draw.
        assert page.evaluate(WRITE, "\U00020bb7") == before + 1
        assert before == 1


def test_letters_are_for_anyone_and_there_are_no_other_parts(served: Served) -> None:
    rules = httpx.get(f"{served.url}/font.css")
    assert rules.headers["content-type"].startswith("text/css")
    count = rules.text.count("@font-face")
    first = httpx.get(f"{served.url}/font/0.woff")
    assert first.content[:4] == b"wOFF"
    again = httpx.get(f"{served.url}/font/0.woff", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(f"{served.url}/font/{count}.woff").status_code == 404
