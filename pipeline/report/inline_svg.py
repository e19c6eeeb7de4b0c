"""An SVG picture made fit to stand inside a page: titled, without ids that could clash."""

import re
from itertools import pairwise
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
REFERENCE = re.compile(r"url\(#([^)]+)\)")
NUMBER = re.compile(r"-?\d+\.\d+")
LINES = "stroke-linejoin: round; stroke-linecap: butt"
"""What matplotlib asks for every line by a style sheet, which would leak into the page."""


def inline_svg(picture: bytes, name: str, title: str, kept: str = "\0") -> str:
    """Return the picture as an ``<svg>`` element that scales with the page and tells its title.

    `name` sets the ids of this picture apart from those of others on the same page; ids that
    nothing refers to and that do not begin with `kept`, the prologue, metadata and style sheets
    are left out.
    """
    root = ElementTree.fromstring(picture)
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in {"metadata", "style"}:
                parent.remove(child)
    _join_halos(root)
    _rename(root, name, _ids_in_use(root, kept))
    for key in ("width", "height"):
        root.attrib.pop(key, None)
    heading = ElementTree.Element("title", {"id": f"{name}-title"})
    heading.text = title
    root.insert(0, heading)
    root.attrib |= {
        "xmlns": SVG,
        "class": "picture",
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "style": LINES,
    }
    return ElementTree.tostring(root, encoding="unicode")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _rename(root: ElementTree.Element, name: str, used: set[str]) -> None:
    """Drop namespaces, which a page does not write, and put `name` before every id in use."""
    for element in root.iter():
        element.tag = _local(element.tag)
        for key, value in list(element.attrib.items()):
            del element.attrib[key]
            if key == "id" and value not in used:
                continue
            element.attrib[_local(key)] = _with_prefix(_local(key), value, name)


def _with_prefix(key: str, value: str, name: str) -> str:
    if key == "d":
        return " ".join(NUMBER.sub(_rounded, value).split())
    if key == "id":
        return f"{name}-{value}"
    if key == "href":
        return f"#{name}-{value.removeprefix('#')}"
    return REFERENCE.sub(rf"url(#{name}-\1)", value)


def _rounded(number: re.Match[str]) -> str:
    """Write a number of points with two decimals, a hundredth of what a printer resolves."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _join_halos(root: ElementTree.Element) -> None:
    """Draw a word and the halo below it as one path: they come as two with the same outline."""
    for group in root.iter():
        for below, above in list(pairwise(group)):
            under, over = below.get("style", ""), above.get("style", "")
            same = below.get("d") and below.get("d") == above.get("d")
            if same and "stroke:" in under and "stroke:" not in over:
                group.remove(below)
                above.set("style", f"{under}; {over}; paint-order: stroke")


def _ids_in_use(root: ElementTree.Element, kept: str) -> set[str]:
    used = set()
    for element in root.iter():
        if element.get("id", "").startswith(kept):
            used.add(element.attrib["id"])
        for key, value in element.attrib.items():
            used.update(REFERENCE.findall(value))
            if _local(key) == "href":
                used.add(value.removeprefix("#"))
    return used
