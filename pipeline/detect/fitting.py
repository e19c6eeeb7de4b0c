"""How a picture is fitted into a detector's input, told without the detector."""

from dataclasses import dataclass

from pipeline.detect.family import Size
from pipeline.detect.model_input import OPEN_STEP
from pipeline.imaging.letterbox import Letterbox, fitted, stretched


@dataclass(frozen=True)
class Fitting:
    """The size of an input, or the largest where any is taken; whether pictures are stretched."""

    input_size: Size
    takes_any_size: bool = False
    stretches: bool = False

    def letterbox(self, source_size: Size) -> Letterbox:
        """Return how a picture of a size is fitted."""
        if self.stretches:
            return stretched(source_size, self.input_size)
        if not self.takes_any_size:
            return fitted(source_size, self.input_size)
        width, height = source_size
        # Nothing is computed on padding, and an upright picture gets an upright input.
        limits = self.input_size if width >= height else self.input_size[::-1]
        return fitted(source_size, limits).trimmed(OPEN_STEP)
