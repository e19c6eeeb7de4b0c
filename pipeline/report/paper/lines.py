"""Some sentences on a page of PDF, broken into lines by our own rules."""

from reportlab.platypus import Flowable

from pipeline.report.paper.blocks import Align
from pipeline.report.paper.letters import SHIPPED, Letters
from pipeline.report.paper.line_break import broken
from pipeline.report.paper.styles import Style

RISE = 0.36
"""How far above the middle of its line a letter's foot lies below it, in sizes of the letters."""

FEWEST = 2
"""No page ends, and none begins, with fewer lines of a paragraph that has enough of them."""


class Lines(Flowable):  # type: ignore[misc]
    """A text in a style; what no font can draw reads 〓."""

    def __init__(self, text: str, style: Style, letters: Letters, align: Align) -> None:
        super().__init__()
        self._text, self._style, self._letters, self._align = text, style, letters, align
        self._indent = style.first_indent
        self._lines: list[str] = []
        self._wide = 0.0
        self._is_part = False

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Return the room above."""
        return self._style.before

    def getSpaceAfter(self) -> float:  # noqa: N802 - reportlab's name
        """Return the room below."""
        return self._style.after

    def wrap(self, wide: float, tall: float) -> tuple[float, float]:
        """Break the text for a width, and return the room that it takes."""
        if wide != self._wide and not self._is_part:
            inner = wide - self._style.left
            self._lines = broken(self._text, inner, self.measure, self._indent)
            self._wide = wide
        self.width, self.height = wide, len(self._lines) * self._style.leading
        return self.width, self.height

    def split(self, wide: float, tall: float) -> list[Flowable]:
        """Return what fits above and what is left, or nothing where too little would fit."""
        self.wrap(wide, tall)
        count = min(int(tall // self._style.leading), len(self._lines) - FEWEST)
        if count < min(FEWEST, len(self._lines)):
            return []
        return [self._part(0, count, self._indent), self._part(count, None, 0.0)]

    def _part(self, first: int, end: int | None, indent: float) -> "Lines":
        """Return some of the lines as they are."""
        part = Lines(self._text, self._style, self._letters, self._align)
        part._lines, part._wide, part._indent = self._lines[first:end], self._wide, indent
        part._is_part = True
        return part

    def measure(self, text: str) -> float:
        """Return how far a text runs, in points."""
        return self._style.size * self._letters.width_em(text)

    def draw(self) -> None:
        """Write the lines, each a piece of text of its own, so that it can be taken out again."""
        canvas, style = self.canv, self._style
        canvas.setFillColor(style.ink)
        for number, line in enumerate(self._lines):
            middle = self.height - (number + 0.5) * style.leading
            x = style.left + self._start(line, self._indent if number == 0 else 0.0)
            if number == 0 and style.mark:
                canvas.setFont(SHIPPED, style.size)
                canvas.drawString(0.0, middle - RISE * style.size, style.mark)
            for font, run in self._letters.runs(line):
                canvas.setFont(font, style.size)
                canvas.drawString(x, middle - RISE * style.size, run)
                x += self.measure(run)

    def _start(self, line: str, indent: float) -> float:
        left = self._wide - self._style.left - self.measure(line)
        return {"left": indent, "centre": left / 2.0, "right": left}[self._align]
