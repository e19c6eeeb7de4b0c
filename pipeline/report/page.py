"""A page of HTML that stands alone: one file with its styles, its font and its pictures."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.domain.label import Label, Language
from pipeline.report import numerals, page_wording, wording
from pipeline.report.typeface import FAMILY, font_face_css, missing_characters
from pipeline.version import VERSION

TEMPLATES = Path(__file__).with_name("templates")
UNIT = re.compile(r"(?<=\d) (?=[%m°])")
"""A space that no line should break at: a number stands with its unit."""

HTML_LANGUAGE: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


def rendered(template: str, language: Language, **values: Any) -> Markup:
    """Return a template filled with values, everything escaped that is not already HTML."""
    filled = _environment(language).get_template(template).render(language=language, **values)
    return Markup(filled)


def whole_page(title: str, body: Markup, language: Language, script: Markup | None = None) -> str:
    """Return a complete HTML document around a body, with the glyphs that it uses inside.

    A page runs no script but the one that it is given here, known to it by its hash.
    """
    frame = {
        "script": script,
        "script_hash": _hash_of(script) if script else "",
        "title": title,
        "body": body,
        "html_language": HTML_LANGUAGE[language],
        "unknown": " ".join(f"{c} (U+{ord(c):04X})" for c in missing_characters([title, body])),
    }
    bare = rendered("page.html.j2", language, **frame, font_css="")
    style = Markup(font_face_css(bare))
    return str(rendered("page.html.j2", language, **frame, font_css=style))


def _hash_of(script: str) -> str:
    """Return what a content security policy knows a script by."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def told(label: Label, **values: Any) -> str:
        # Names that people gave may hold braces, so only sentences with values are filled in.
        words = label.told(language)
        return UNIT.sub("\N{NO-BREAK SPACE}", words.format(**values)) if values else words

    environment.filters |= {
        "told": told,
        "clock": numerals.clock,
        "m": numerals.metres,
        "m2": numerals.square_metres,
        "pct": numerals.percent,
    }
    environment.globals |= {
        "words": wording,
        "page_words": page_wording,
        "font_family": FAMILY,
        "version": VERSION,
    }
    return environment
