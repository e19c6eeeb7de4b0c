"""A picture inside a page: titled, without ids or styles that would reach beyond it."""

from pipeline.report.inline_svg import inline_svg

PICTURE = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt">
<metadata>when</metadata><defs><style>*{stroke: red}</style>
<path id="glyph" d="M 0.123456 0 \nL 1.999999 -0.5"/></defs>
<g id="figure_1"><use xlink:href="#glyph" style="clip-path: url(#clip)"/><g id="clip"/></g>
<g id="word"><path d="M 1 1" style="stroke: #fff; stroke-width: 2"/>
<path d="M 1 1" style="fill: #000"/></g>
<g id="keep-1"/></svg>"""


def element(title: str = "plan", kept: str = "keep-") -> str:
    return inline_svg(PICTURE, "p", title, kept)


def test_title_is_told_and_escaped() -> None:
    assert '<title id="p-title">a &lt;b&gt;</title>' in element("a <b>")
    assert 'aria-labelledby="p-title"' in element()


def test_ids_in_use_are_renamed_and_others_dropped() -> None:
    assert 'id="p-glyph"' in element()
    assert 'href="#p-glyph"' in element()
    assert "url(#p-clip)" in element()
    assert "figure_1" not in element()


def test_ids_that_are_kept_are_kept() -> None:
    assert 'id="p-keep-1"' in element()
    assert "keep-1" not in inline_svg(PICTURE, "p", "plan")


def test_style_sheets_metadata_and_size_are_left_out() -> None:
    assert "<style" not in element()
    assert "when" not in element()
    assert "9pt" not in element()


def test_coordinates_are_short() -> None:
    assert 'd="M 0.12 0 L 2 -0.5"' in element()


def test_word_and_halo_become_one_path() -> None:
    assert element().count('d="M 1 1"') == 1
    assert "paint-order: stroke" in element()
