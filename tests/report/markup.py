"""Reads a page back: whether it is well-formed, what it says, which ids it has."""

import base64
import io
import re
from html.parser import HTMLParser

from fontTools.ttLib import TTFont

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Markup(HTMLParser):
    """The tags that were left open or closed out of turn, all text, all attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, key, value or "") for key, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, key: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == key]


def embedded_characters(page: str) -> set[str]:
    """Return the characters of the font that a page carries."""
    found = re.search(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", page)
    assert found is not None
    with TTFont(io.BytesIO(base64.b64decode(found[1]))) as font:
        return set(map(chr, font.getBestCmap()))
