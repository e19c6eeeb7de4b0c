"""A model that takes pictures of one size, made to take any: what its graph states of that goes.

Most detectors are exported for a square, though nothing in them asks for one: a camera's wide
picture then comes with four tenths of padding, which costs as much time as the picture. What an
export fixes without need are the lengths of its input, the shapes to which tensors are reshaped,
and the sizes to which they are resized (ONNX operators Reshape and Resize). What a model has learnt
or computed for one size, such as a grid of cells, cannot be undone: then it does not run in another
size, and is refused.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.runtime.session import opened_session, refusals
from pipeline.runtime.stated_sizes import OWN, Shape, StatedSizes

AXES = ("height", "width")
STEP = 32
"""Other sizes are multiples of this, the largest stride of common detectors, or as much larger."""

LEAST_OPSET = 11
"""Before it Slice and Resize are other operators."""

ROUNDING = 1e-4
"""By so much, and of a column whose largest number is above 1 by so much of that, a runtime may
round otherwise where it knows no size."""


def with_dynamic_size(model: bytes, name: str) -> bytes:
    """Return an ONNX model of one input size as one of any, which was run in some others.

    The model must be one that runs. Raises ModelError, which names it, where it takes more than a
    picture, has more sizes already, gives other numbers than before, or runs in no other size.
    Whether it gives the right ones in another size is not told by that: hold its people against
    those of the model as it was.
    """
    onnx = _onnx()
    proto = _proto(onnx, model, name)
    picture, axes = _picture(proto.graph, name)
    dims = picture.type.tensor_type.shape.dim
    dims[0].dim_value = 1
    shapes = _shapes(onnx.shape_inference.infer_shapes(proto).graph)
    own = tuple(dim.dim_value for dim in dims)
    for axis, label in zip(axes, AXES, strict=True):
        dims[axis].dim_param = label
    StatedSizes(onnx, proto.graph, shapes).loosen()
    stated = [_dims(output) for output in proto.graph.output]
    del proto.graph.value_info[:]
    for output in proto.graph.output:
        output.type.tensor_type.ClearField("shape")
    # From version 4 on constants need not be listed among the inputs.
    proto.ir_version = max(proto.ir_version, 4)
    made = proto.SerializeToString()
    _check_same(model, made, own, name)
    found = _shapes_in_others(made, own, axes, name)
    return _declared(onnx, proto, stated, found)


def _onnx() -> Any:
    try:
        import onnx
        import onnx.shape_inference
    except ModuleNotFoundError as error:
        raise ModelError("onnx is not installed; install sightline[dynamic]") from error
    return onnx


def _proto(onnx: Any, model: bytes, name: str) -> Any:
    """Return a model whose graph can be changed."""
    from google.protobuf.message import DecodeError

    try:
        proto = onnx.load_model_from_string(model)
    except DecodeError as error:
        raise ModelError(f"{name}: is no ONNX model ({type(error).__name__})") from error
    opset = max((each.version for each in proto.opset_import if each.domain in OWN), default=0)
    if opset < LEAST_OPSET:
        raise ModelError(f"{name}: is of opset {opset}, wanted {LEAST_OPSET} or later")
    if any(field.HasField("g") or field.graphs for n in proto.graph.node for field in n.attribute):
        raise ModelError(f"{name}: has branches or loops, which may state its size anywhere")
    return proto


def _dims(value: Any) -> list[int | None]:
    """Return the lengths of a tensor, None where one is open."""
    return [
        dim.dim_value if dim.HasField("dim_value") else None
        for dim in value.type.tensor_type.shape.dim
    ]


def _shapes(graph: Any) -> dict[str, Shape]:
    """Return the shapes of all tensors of which every length is known."""
    known: dict[str, Shape] = {each.name: tuple(each.dims) for each in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        dims = _dims(value)
        if all(dim is not None for dim in dims):
            known[value.name] = tuple(dim or 0 for dim in dims)
    return known


def _picture(graph: Any, name: str) -> tuple[Any, tuple[int, int]]:
    """Return the input that takes the picture, and which of its axes are height and width."""
    weights = {each.name for each in graph.initializer}
    inputs = [each for each in graph.input if each.name not in weights]
    dims = _dims(inputs[0]) if len(inputs) == 1 else []
    channels = [axis for axis in (1, 3) if len(dims) == 4 and dims[axis] in (3, 12)]
    if not channels:
        raise ModelError(f"{name}: wanted one picture as input, of 3 channels, or 12 with focus")
    axes = (2, 3) if channels[0] == 1 else (1, 2)
    if not all(dims[axis] for axis in axes):
        raise ModelError(f"{name}: takes pictures of more than one size already")
    return inputs[0], axes


def _check_same(before: bytes, after: bytes, own: Shape, name: str) -> None:
    """Refuse a model that gives other numbers than before in its own size."""
    for top in (255.0, 1.0):
        picture = np.random.default_rng(1).uniform(0.0, top, own)
        try:
            pairs = list(zip(_ran(before, picture, name), _ran(after, picture, name), strict=True))
        except _errors() as error:
            told = str(error).splitlines()[0][:160]
            raise ModelError(f"{name}: cannot be freed of its size ({told})") from error
        if not all(np.isfinite(one).all() for one, _ in pairs):
            raise ModelError(f"{name}: gives numbers that are not finite")
        if not all(_is_same(one, other) for one, other in pairs):
            raise ModelError(f"{name}: gives other numbers once its size is left open")


def _is_same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Tell whether two outputs differ by rounding, column by column."""
    if one.shape != other.shape:
        return False
    if not one.size:
        return True
    columns = one.reshape(-1, one.shape[-1]) if one.ndim else one.reshape(1, 1)
    largest = np.maximum(np.abs(columns.astype(np.float64)).max(axis=0), 1.0)
    gaps = np.abs(columns.astype(np.float64) - other.reshape(columns.shape))
    return bool((gaps <= ROUNDING * largest).all())


def _shapes_in_others(
    model: bytes, own: Shape, axes: tuple[int, int], name: str
) -> list[list[Shape]]:
    """Return the shapes of the outputs in its own size and in four others, or refuse it."""
    found = []
    for height, width in ((0, 0), (STEP, 0), (0, STEP), (-STEP, STEP), (2 * STEP, -STEP)):
        size = list(own)
        for axis, more in zip(axes, (height, width), strict=True):
            size[axis] = max(own[axis] + more, STEP)
        picture = np.random.default_rng(2).uniform(0.0, 255.0, size)
        try:
            found.append([each.shape for each in _ran(model, picture, name)])
        except _errors() as error:
            told = "x".join(map(str, size))
            raise ModelError(
                f"{name}: does not run on an input of {told}: it states or holds what is of its"
                " own size alone; have it exported anew with dynamic axes"
            ) from error
    return found


def _ran(model: bytes, picture: NDArray[Any], name: str) -> list[NDArray[Any]]:
    """Return what a model gives; raises what onnxruntime raises."""
    session = opened_session(Path(name), model, ("CPUExecutionProvider",), 0, wakeful=True)
    taken = session.get_inputs()[0]
    kind = np.uint8 if taken.type == "tensor(uint8)" else np.float32
    given = {taken.name: picture.astype(kind)}
    return [np.asarray(each) for each in session.run(None, given, _silent())]


def _errors() -> tuple[type[Exception], ...]:
    return (*refusals(), ModelError, RuntimeError, ValueError)


def _silent() -> Any:
    """Return options by which onnxruntime logs nothing: what goes wrong is told as an error."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.log_severity_level = 4
    return options


def _declared(
    onnx: Any, proto: Any, stated: list[list[int | None]], found: list[list[Shape]]
) -> bytes:
    """Return the model with those lengths of its outputs that it stated, and that never changed."""
    for number, output in enumerate(proto.graph.output):
        shapes = [outputs[number] for outputs in found]
        lengths: list[int | str] = [
            lengths[0] if len(set(lengths)) == 1 and said == lengths[0] else f"out{number}_{axis}"
            for axis, (lengths, said) in enumerate(
                zip(zip(*shapes, strict=True), stated[number], strict=True)
            )
        ]
        kind = output.type.tensor_type.elem_type
        output.CopyFrom(onnx.helper.make_tensor_value_info(output.name, kind, lengths))
    onnx.checker.check_model(proto)
    made: bytes = proto.SerializeToString()
    return made
