"""The shipped font in parts, of which a browser fetches those that a page needs and it lacks."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from pipeline.report.typeface import ASCII, FAMILY, drawable_characters, subset_woff

LOCAL = (
    *(
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "PingFang SC",
        "PingFangSC-Regular",
    ),
    *("Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
)
"""Fonts that a machine may have, of which any is taken rather than a part being fetched."""

PART = 256
"""Characters in each part but the first: 60 to 90 kB, of which a school's names need a few."""

BETWEEN = 40
"""So many codes of no character, or of one that is the product's own, do not end a range."""


def font_parts(own: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Return the characters of each part: first what the product itself says, then all others.

    `own` are the product's own texts. The others follow in the order of their codes, so that any
    character that the font can draw is in exactly one part; but for ASCII, which any machine draws.
    """
    drawn = drawable_characters() - ASCII
    first = frozenset().union(*own) & drawn
    rest = sorted(drawn - first)
    return (first, *(frozenset(rest[n : n + PART]) for n in range(0, len(rest), PART)))


@cache
def part_woff(characters: frozenset[str]) -> bytes:
    """Return the shipped font with some of its characters, as WOFF."""
    return subset_woff(characters)


def parts_css(parts: Sequence[frozenset[str]], address: str) -> str:
    """Return a ``@font-face`` rule for each part, in whose address ``{}`` is its number.

    The first part is named to the letter, and last: of rules that name the same character a browser
    takes the last. So the others may name what lies between theirs, which is much shorter.
    """
    local = ", ".join(f'local("{name}")' for name in LOCAL)
    named = [(n, unicode_range(part, BETWEEN if n else 0)) for n, part in enumerate(parts)]
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-display: swap;'
        f' src: {local}, url("{address.format(number)}") format("woff");'
        f" unicode-range: {characters}; }}"
        for number, characters in (*named[1:], named[0])
    )


def unicode_range(characters: Iterable[str], between: int = 0) -> str:
    """Return characters as CSS names them, with up to so many others between two of them.

    >>> unicode_range("ABC校")
    'U+41-43, U+6821'
    >>> unicode_range("ACZ", between=1)
    'U+41-43, U+5A'
    """
    codes = sorted(map(ord, characters))
    ends = [at + 1 for at, (a, b) in enumerate(pairwise(codes)) if b > a + 1 + between]
    runs = [codes[a:b] for a, b in pairwise([0, *ends, len(codes)])]
    return ", ".join(
        f"U+{run[0]:X}" if len(run) == 1 else f"U+{run[0]:X}-{run[-1]:X}" for run in runs if run
    )
