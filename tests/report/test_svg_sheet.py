"""A sheet of shapes and words: what is put on it is there, at its place, and can be read."""

import re
import subprocess
import sys
from xml.etree import ElementTree

from pipeline.report.svg_sheet import SvgSheet
from pipeline.report.typeface import text_width_pt, units_per_em

SVG = "{http://www.w3.org/2000/svg}"


def drawn(sheet: SvgSheet) -> ElementTree.Element:
    return ElementTree.fromstring(sheet.content())


def test_a_box_is_where_it_was_put() -> None:
    sheet = SvgSheet(100.0, 50.0)
    sheet.box((10.0, 5.0), (20.0, 0.5), fill="#fff")
    root = drawn(sheet)
    assert root.attrib["viewBox"] == "0 0 100 50"
    assert root.find(f"{SVG}path").attrib["d"] == "M 10 5 L 30 5 L 30 5.5 L 10 5.5 Z"  # type: ignore[union-attr]


def test_words_end_where_they_are_to_end() -> None:
    sheet = SvgSheet(100.0, 50.0)
    sheet.words("校门", (60.0, 20.0), 8.0, "end")
    (group,) = drawn(sheet).findall(f"{SVG}g")
    _, begin = re.findall(r"translate\((-?\d+) -?\d+\)", group.attrib["transform"])
    # Two letters of one em each, in units of the font.
    assert text_width_pt("校门", 8.0) == 16.0
    assert int(begin) == -2 * units_per_em()
    assert [use.attrib["x"] for use in group] == ["0", f"{units_per_em()}"]


def test_each_letter_is_drawn_once_and_used_as_often_as_it_stands_there() -> None:
    sheet = SvgSheet(100.0, 50.0)
    sheet.words("0:00", (0.0, 0.0), 8.0)
    content = sheet.content().decode("utf-8")
    assert content.count("<path") == 2
    assert content.count('href="#letter-30"') == 3


def test_names_that_people_gave_break_no_file() -> None:
    sheet = SvgSheet(100.0, 50.0)
    sheet.words('<gate> & -- "yard" 𠮷 --', (0.0, 0.0), 8.0)
    sheet.words("gate-", (0.0, 0.0), 8.0)
    assert len(drawn(sheet).findall(f"{SVG}g")) == 2


def test_a_report_of_a_review_is_made_without_the_library_for_plans() -> None:
    told = "import sys, pipeline.report.review_page; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
