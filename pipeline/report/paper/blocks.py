"""A document for paper as a row of blocks, whatever kind of file it becomes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.domain.label import Language

Align = Literal["left", "centre", "right"]
Tone = Literal["plain", "indented", "note", "warn"]
"""Plain words, a paragraph of a letter, small print, and what must not be overlooked."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a part, level 2 a piece of it."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """Some sentences."""

    text: str
    tone: Tone = "plain"
    align: Align = "left"


@dataclass(frozen=True)
class Points:
    """Sentences with a dot before each."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what they stand for, in two columns; an empty value is left to be filled in."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, where its cells stand."""

    heading: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Rows of cells below their headings, which every page repeats.

    A row is at least `row_mm` high, so that there is room to write by hand.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_mm: float = 0.0

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the headings."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} headings")


@dataclass(frozen=True)
class Picture:
    """A PNG as wide as the page allows, and the words for whoever cannot see it."""

    png: bytes
    title: str


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, each with what stands before it."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class NewPage:
    """The rest begins on a new page."""


Block: TypeAlias = Heading | Paragraph | Points | Facts | Table | Picture | Signatures | NewPage


@dataclass(frozen=True)
class Paper:
    """A whole document; `subtitle` may be empty."""

    title: str
    subtitle: str
    language: Language
    blocks: tuple[Block, ...]
    landscape: bool = False

    def texts(self) -> tuple[str, ...]:
        """Return all that it says, in order."""
        inner = (text for block in self.blocks for text in texts_of(block))
        return tuple(text for text in (self.title, self.subtitle, *inner) if text)


def texts_of(block: Block) -> tuple[str, ...]:
    """Return what one block says.

    >>> texts_of(Facts((("unit", "school"),)))
    ('unit', 'school')
    """
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return (text,)
        case Points(texts=texts) | Signatures(names=texts):
            return texts
        case Facts(pairs=pairs):
            return tuple(text for pair in pairs for text in pair)
        case Table(columns=columns, rows=rows):
            return (*(c.heading for c in columns), *(cell for row in rows for cell in row))
        case Picture(title=title):
            return (title,)
        case NewPage():
            return ()
