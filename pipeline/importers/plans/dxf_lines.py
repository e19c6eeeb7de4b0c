"""The plain LINEs of a DXF text, taken out of it before a library reads the rest.

Most of a large drawing is lines, and a library makes an object of each that takes a hundred times
as long as its six numbers. Here lines that are written like most are read by the places of their
numbers; one that carries anything unusual stays where it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import PlanError

LAYER, ENDS = "8", ("10", "20", "30", "11", "21", "31")
USUAL = frozenset({"0", "5", "6", "8", "48", "62", "100", "330", "370", "420", *ENDS})
"""Codes of a line that is drawn as it stands: owner, handle, colour, kind and breadth of line."""


@dataclass(frozen=True, eq=False)
class PlainLines:
    """The rest of a text, and lines from end to end (n, 2, 2) with their layers."""

    rest: str
    pieces: NDArray[np.float64]
    layers: tuple[str, ...]


Places = tuple[int, tuple[int, ...]] | None
"""Where in a line's tags its layer and its six numbers stand; None for an unusual one."""


def plain_lines(text: str) -> PlainLines:
    r"""Return the plain lines of the entities section, and the text without them.

    >>> line = "0\nLINE\n8\nW\n10\n1\n20\n2\n30\n0\n11\n3\n21\n4\n31\n0\n"
    >>> found = plain_lines(f"0\nSECTION\n2\nENTITIES\n{line}0\nENDSEC\n0\nEOF\n")
    >>> found.pieces.tolist(), found.layers, "LINE" in found.rest
    ([[[1.0, 2.0], [3.0, 4.0]]], ('W',), False)
    """
    tags = text.split("\n")
    codes = [code.strip() for code in tags[0::2]]
    values = tags[1::2]
    begin, end = _entities(codes, values)
    starts = [n for n in range(begin, end) if codes[n] == "0"]
    known: dict[tuple[str, ...], Places] = {}
    numbers: list[tuple[str, ...]] = []
    layers: list[str] = []
    kept: list[str] = tags[: 2 * begin]
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        if values[start].strip() == "LINE":
            key = tuple(codes[start:stop])
            if key not in known:
                known[key] = _places(key)
            places = known[key]
            if places is not None:
                layers.append(values[start + places[0]].strip())
                numbers.append(tuple(values[start + at] for at in places[1]))
                continue
        kept += tags[2 * start : 2 * stop]
    kept += tags[2 * end :]
    return PlainLines("\n".join(kept), _pieces(numbers), tuple(layers))


def _entities(codes: list[str], values: list[str]) -> tuple[int, int]:
    """Return where the entities begin and end, nowhere in a text that has none."""
    for n in range(len(values) - 1):
        if codes[n] == "2" and values[n].strip() == "ENTITIES":
            for end in range(n + 1, len(values)):
                if codes[end] == "0" and values[end].strip() == "ENDSEC":
                    return n + 1, end
    return 0, 0


def _places(codes: tuple[str, ...]) -> Places:
    if not set(codes) <= USUAL or any(codes.count(code) != 1 for code in (LAYER, *ENDS)):
        return None
    return codes.index(LAYER), tuple(codes.index(code) for code in ENDS if code not in ("30", "31"))


def _pieces(numbers: list[tuple[str, ...]]) -> NDArray[np.float64]:
    try:
        found = np.array(numbers, dtype=np.float64)
    except ValueError as error:
        raise PlanError("图中有坐标不是数", "it has a corner that is no number") from error
    return found.reshape(-1, 2, 2)
