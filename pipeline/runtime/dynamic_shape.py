"""A model that takes pictures of one size, made to take any: what its graph states of that goes.

Most detectors are exported for a square, though nothing in them asks for one: a camera's wide
picture then comes with four tenths of padding, which costs as much time as the picture. What an
export fixes without need are the lengths of its input, the shapes to which tensors are reshaped,
and the sizes to which they are resized (ONNX operators Reshape and Resize). What a model has learnt
or computed for one size, such as a grid of cells, cannot be undone: then it does not run in another
size, and is refused.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

SIDES = ("height", "width")
STEP = 32
"""Other sizes are multiples of this: the largest stride of common detectors."""

OTHERS = ((0.5, 1.0), (1.5, 0.5))
"""Height and width in shares of the model's own: wider, and another one again."""

SILENT = 4
"""onnxruntime then logs nothing by itself: what goes wrong is told as an error."""

ROUNDING = 1e-4
"""Of a model's largest number: by so much a runtime may round otherwise where it knows no size."""

Shape = tuple[int, ...]


def with_dynamic_size(model: bytes, name: str) -> bytes:
    """Return an ONNX model of one input size as one of any, which was run in three sizes.

    The model must be one that runs. Raises ModelError, which names it, where it takes more than a
    picture, takes more sizes already, gives other numbers than before, or runs in no other size.
    """
    onnx = _onnx()
    try:
        proto = onnx.load_model_from_string(model)
        shapes = _shapes(onnx.shape_inference.infer_shapes(proto).graph)
    except Exception as error:
        raise ModelError(f"{name}: is no ONNX model ({type(error).__name__})") from error
    picture, sides = _picture(proto.graph, name)
    own = tuple(length.dim_value or 1 for length in picture.type.tensor_type.shape.dim)
    for side, label in zip(sides, SIDES, strict=True):
        picture.type.tensor_type.shape.dim[side].dim_param = label
    _Loosening(onnx, proto.graph, shapes).loosen()
    del proto.graph.value_info[:]
    for output in proto.graph.output:
        output.type.tensor_type.ClearField("shape")
    made = proto.SerializeToString()
    return _declared(onnx, proto, _in_three_sizes(model, made, own, sides, name))


def _onnx() -> Any:
    try:
        import onnx
        import onnx.shape_inference
    except ModuleNotFoundError as error:
        raise ModelError("onnx is not installed; install sightline[dynamic]") from error
    return onnx


def _shapes(graph: Any) -> dict[str, Shape]:
    """Return the shapes of all tensors of which every length is known."""
    known: dict[str, Shape] = {each.name: tuple(each.dims) for each in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        lengths = value.type.tensor_type.shape.dim
        if all(length.HasField("dim_value") for length in lengths):
            known[value.name] = tuple(length.dim_value for length in lengths)
    return known


def _picture(graph: Any, name: str) -> tuple[Any, tuple[int, int]]:
    """Return the input that takes the picture, and which of its axes are height and width."""
    weights = {each.name for each in graph.initializer}
    inputs = [each for each in graph.input if each.name not in weights]
    lengths = inputs[0].type.tensor_type.shape.dim if len(inputs) == 1 else ()
    channels = [axis for axis in (1, 3) if len(lengths) == 4 and lengths[axis].dim_value in (3, 12)]
    if not channels:
        raise ModelError(f"{name}: wanted one picture as input, of 3 channels, or 12 with focus")
    sides = (2, 3) if channels[0] == 1 else (1, 2)
    if not all(lengths[side].dim_value for side in sides):
        raise ModelError(f"{name}: takes pictures of more than one size already")
    return inputs[0], sides


class _Loosening:
    """Takes the sizes out of a graph whose `shapes` are known."""

    def __init__(self, onnx: Any, graph: Any, shapes: dict[str, Shape]) -> None:
        self._onnx, self._graph, self._shapes = onnx, graph, shapes
        self._constants = {each.name for each in graph.initializer} | {
            each.output[0] for each in graph.node if each.op_type == "Constant"
        }
        self._nodes: list[Any] = []

    def loosen(self) -> None:
        """Give each Reshape and Resize that states a size what follows from its input instead."""
        for node in self._graph.node:
            given, made = (self._shapes.get(ends[0]) for ends in (node.input or [""], node.output))
            if given is None or made is None:
                pass
            elif node.op_type == "Reshape" and node.input[1] in self._constants:
                node.input[1] = self._target(node, given, made)
            elif node.op_type == "Resize" and len(node.input) == 4:
                node.input[2] = self._constant(node, np.divide(made, given, dtype=np.float32))
                del node.input[3]
            self._nodes.append(node)
        nodes = list(self._nodes)
        del self._graph.node[:]
        self._graph.node.extend(nodes)
        self._drop_unused()

    def _drop_unused(self) -> None:
        used = {name for node in self._graph.node for name in node.input}
        unused = {each.name for each in self._graph.initializer} - used
        # Old files list their constants among the inputs as well.
        for named in (self._graph.initializer, self._graph.input):
            kept = [each for each in named if each.name not in unused]
            del named[:]
            named.extend(kept)

    def _target(self, node: Any, given: Shape, made: Shape) -> str:
        """Return the name of a shape that is computed.

        Lengths that stand at the beginning of both shapes are copied, those at the end of both are
        asked for. Between them lies what is taken apart or put together: one length follows from
        all others.
        """
        first = _alike(given, made)
        last = _alike(given[first:][::-1], made[first:][::-1])
        middle = made[first : len(made) - last]
        between = (-1,) if len(middle) == 1 else middle
        head = self._constant(node, np.array((*(0,) * first, *between), np.int64))
        if not last:
            return head
        lengths, tail, target = (f"{node.output[0]}_{end}" for end in ("lengths", "tail", "target"))
        begin, end = (
            self._constant(node, np.array([at], np.int64), which)
            for which, at in (("begin", len(given) - last), ("end", len(given)))
        )
        make = self._onnx.helper.make_node
        self._nodes.append(make("Shape", [node.input[0]], [lengths]))
        self._nodes.append(make("Slice", [lengths, begin, end], [tail]))
        self._nodes.append(make("Concat", [head, tail], [target], axis=0))
        return target

    def _constant(self, node: Any, value: NDArray[Any], which: str = "stated") -> str:
        name = f"{node.output[0]}_{which}"
        self._graph.initializer.append(self._onnx.numpy_helper.from_array(value, name))
        return name


def _alike(one: Shape, other: Shape) -> int:
    """Return how many lengths two shapes have in common at their beginning.

    >>> _alike((1, 85, 52, 52), (1, 85, 2704))
    2
    """
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _in_three_sizes(
    before: bytes, after: bytes, own: Shape, sides: tuple[int, int], name: str
) -> tuple[list[Shape], list[Shape]]:
    """Return the shapes of the outputs in the model's own size and in another.

    Raises ModelError where the model gives other numbers than before, or none in another size.
    """
    chance = np.random.default_rng(1)
    picture = chance.uniform(0.0, 255.0, own)
    wanted, found = _ran(before, picture), _ran(after, picture)
    for one, other in zip(wanted, found, strict=True):
        largest = float(np.abs(one).max(initial=1.0))
        if one.shape != other.shape or not np.allclose(one, other, 0.0, ROUNDING * largest):
            raise ModelError(f"{name}: gives other numbers once its size is left open")
    shapes: list[Shape] = []
    for factors in OTHERS:
        size = list(own)
        for side, factor in zip(sides, factors, strict=True):
            size[side] = max(STEP, round(own[side] * factor / STEP) * STEP)
        try:
            shapes = [each.shape for each in _ran(after, chance.uniform(0.0, 255.0, size))]
        except Exception as error:
            told = "x".join(map(str, size))
            raise ModelError(
                f"{name}: does not run on a picture of {told}, since it holds what was computed for"
                " its own size; have it exported anew with dynamic axes"
            ) from error
    return [each.shape for each in found], shapes


def _ran(model: bytes, picture: NDArray[Any]) -> list[NDArray[Any]]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = SILENT
    session = onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], enable_fallback=0
    )
    taken = session.get_inputs()[0]
    kind = np.uint8 if taken.type == "tensor(uint8)" else np.float32
    outputs: list[NDArray[Any]] = session.run(None, {taken.name: picture.astype(kind)})
    return outputs


def _declared(onnx: Any, proto: Any, shapes: tuple[list[Shape], list[Shape]]) -> bytes:
    """Return the model with the lengths of its outputs that do not hang on the size."""
    for number, (output, one, other) in enumerate(zip(proto.graph.output, *shapes, strict=True)):
        lengths: list[int | str] = [
            a if a == b else f"output{number}_{axis}"
            for axis, (a, b) in enumerate(zip(one, other, strict=True))
        ]
        kind = output.type.tensor_type.elem_type
        output.CopyFrom(onnx.helper.make_tensor_value_info(output.name, kind, lengths))
    made: bytes = proto.SerializeToString()
    return made
