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
        "nanodet_plus": "pipeline.detect.nanodet_plus:DECODER",
        "fastestdet": "pipeline.detect.fastestdet:DECODER",
        "yolov5": "pipeline.detect.yolo:V5",
        "yolov8": "pipeline.detect.yolo:V8",
        "end_to_end": "pipeline.detect.end_to_end:DECODER",
        "ssd": "pipeline.detect.ssd:TENSORS",
        "ssd_rows": "pipeline.detect.ssd:ROWS",
        "detr": "pipeline.detect.detr:DETR",
        "rt_detr": "pipeline.detect.detr:RT_DETR",
        "rt_detr_deployed": "pipeline.detect.detr:DEPLOYED",
    },
)


def recognised(outputs: Outputs, input_size: Size) -> str:
    """Return the name of the one family whose shapes and value ranges the outputs have.

    Names of tensors are never asked. Raises ModelError where none fits, where more than one does
    (the wrong reading of a tensor would count people who are not there), and where the one that
    fits was never tried on a real model: then the user must have said that it is meant.
    """
    fitting = [
        name
        for name, family in FAMILIES.items()
        if family.fits(outputs, input_size) and family.reads(outputs, input_size)
    ]
    found = ", ".join(str(shape) for shape in shapes(outputs))
    size = f"{input_size[0]}x{input_size[1]}"
    if len(fitting) == 1 and FAMILIES[fitting[0]].tested:
        return fitting[0]
    if len(fitting) == 1:
        raise ModelError(
            f"outputs {found} for an input of {size} look like {fitting[0]}, which is untested on"
            " a real model; name the decoder in a manifest to use it all the same"
        )
    if fitting:
        raise ModelError(
            f"outputs {found} for an input of {size} may be {' or '.join(fitting)};"
            " name the decoder in a manifest"
        )
    raise ModelError(
        f"outputs {found} for an input of {size} belong to no known decoder;"
        f" known: {', '.join(sorted(FAMILIES))}"
    )
