"""The table of detector families, and which of them a model's outputs belong to."""

from pipeline.detect.family import Family, Outputs, Size, shapes
from pipeline.errors import ModelError
from pipeline.registry import Registry

FAMILIES = Registry[Family](
    "decoder",
    "pipeline.decoders",
    {
        "yolox": "pipeline.detect.yolox:RAW",
        "yolox_decoded": "pipeline.detect.yolox:DECODED",
        "nanodet": "pipeline.detect.nanodet:DECODER",
        "fastestdet": "pipeline.detect.fastestdet:DECODER",
    },
)


def recognised(outputs: Outputs, input_size: Size) -> str:
    """Return the name of the one family whose shapes and value ranges the outputs have.

    Names of tensors are never asked. Raises ModelError where none fits, or more than one does:
    the wrong reading of a tensor would count people who are not there.
    """
    fitting = [
        name
        for name, family in FAMILIES.items()
        if family.fits(outputs, input_size) and family.reads(outputs, input_size)
    ]
    if len(fitting) == 1:
        return fitting[0]
    found = ", ".join(str(shape) for shape in shapes(outputs))
    size = f"{input_size[0]}x{input_size[1]}"
    if fitting:
        raise ModelError(
            f"outputs {found} for an input of {size} may be {' or '.join(fitting)};"
            " name the decoder in a manifest"
        )
    raise ModelError(
        f"outputs {found} for an input of {size} belong to no known decoder;"
        f" known: {', '.join(sorted(FAMILIES))}"
    )
