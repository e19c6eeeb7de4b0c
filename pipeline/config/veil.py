"""The text of a site file without what stays with whoever keeps it, for others to look at."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.config.site_secrets import OF_CAMERA, OF_SITE
from pipeline.config.yaml_gate import node_of

ADDRESS = re.compile(r"\S*://\S*")
Span = tuple[int, int]


def veiled(text: str) -> str:
    r"""Return a sound text in which streams, receivers and paths of other files are an ellipsis.

    So are addresses wherever they stand, in a comment say, and the comments within such a part.

    >>> veiled('id: s\ncamera_list: far/cameras.csv  # his\nfloors: []\n')
    'id: s\ncamera_list: …\nfloors: []\n'
    """
    for start, end in sorted(_secrets(text, node_of(Path("text"), text)), reverse=True):
        text = f"{text[:start]}: …{text[end:]}"
    return ADDRESS.sub("…", text)


def _secrets(text: str, site: yaml.Node) -> Iterator[Span]:
    """Yield from where to where values stand that are not shown, from behind their names on."""
    yield from _spans(text, site, OF_SITE)
    for floors in _values(site, "floors"):
        for floor in _parts(floors):
            for cameras in _values(floor, "cameras"):
                for camera in _parts(cameras):
                    yield from _spans(text, camera, OF_CAMERA)


def _spans(text: str, thing: yaml.Node, names: tuple[str, ...]) -> Iterator[Span]:
    if not isinstance(thing, yaml.MappingNode):
        return
    for key, value in thing.value:
        if key.value in names:
            end = max(_last(value).end_mark.index, key.end_mark.index)
            end = end if thing.flow_style else _line_end(text, end, key.start_mark.column)
            yield key.end_mark.index, end


def _values(thing: yaml.Node, name: str) -> list[yaml.Node]:
    pairs = thing.value if isinstance(thing, yaml.MappingNode) else ()
    return [value for key, value in pairs if key.value == name]


def _parts(thing: yaml.Node) -> list[yaml.Node]:
    return thing.value if isinstance(thing, yaml.SequenceNode) else []


def _last(node: yaml.Node) -> yaml.Node:
    """Return the last part of a node, whose end is where its text ends."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last(last[1] if isinstance(last, tuple) else last)
    return node


def _line_end(text: str, at: int, column: int) -> int:
    """Return where a line ends, and lines of comments below it that stand further in."""
    if at and text[at - 1] == "\n":
        at -= 1  # of a text of several lines, which has its last end with it
    more = re.compile(rf"[^\n]*(?:\n {{{column + 1},}}#[^\n]*)*")
    found = more.match(text, at)
    return found.end() if found else len(text)
