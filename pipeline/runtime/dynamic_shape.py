"""A model that takes pictures of one size, made to take any: what its graph states of that goes.

Most detectors are exported for a square, though nothing in them asks for one: a camera's wide
picture then comes with four tenths of padding, which costs as much time as the picture. What an
export fixes without need are the lengths of its input, the shapes to which tensors are reshaped,
and the sizes to which they are resized (ONNX operators Reshape and Resize). What a model has learnt
or computed for one size, such as a grid of cells, cannot be undone: then it does not run in another
size, and is refused.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

AXES = ("height", "width")
STEP = 32
"""Other sizes are multiples of this, the largest stride of common detectors, or as much larger."""

LEAST_OPSET = 11
"""Before it Slice and Resize are other operators."""

SILENT = 4
"""onnxruntime then logs nothing by itself: what goes wrong is told as an error."""

ROUNDING = 1e-4
"""By so much, and of a column whose largest number is above 1 by so much of that, a runtime may
round otherwise where it knows no size."""

Shape = tuple[int, ...]


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
    _Loosening(onnx, proto.graph, shapes).loosen()
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
    try:
        proto = onnx.load_model_from_string(model)
    except Exception as error:
        raise ModelError(f"{name}: is no ONNX model ({type(error).__name__})") from error
    opset = max((each.version for each in proto.opset_import if each.domain in OWN), default=0)
    if opset < LEAST_OPSET:
        raise ModelError(f"{name}: is of opset {opset}, wanted {LEAST_OPSET} or later")
    if any(field.HasField("g") or field.graphs for n in proto.graph.node for field in n.attribute):
        raise ModelError(f"{name}: has branches or loops, which may state its size anywhere")
    return proto


OWN = ("", "ai.onnx")
"""The domains of ONNX's own operators."""


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


class _Loosening:
    """Takes the sizes out of a graph whose `shapes` are known."""

    def __init__(self, onnx: Any, graph: Any, shapes: dict[str, Shape]) -> None:
        self._onnx, self._graph, self._shapes = onnx, graph, shapes
        to_array = onnx.numpy_helper.to_array
        self._constants = {each.name: to_array(each) for each in graph.initializer} | {
            node.output[0]: to_array(field.t)
            for node in graph.node
            for field in node.attribute
            if node.op_type == "Constant" and field.name == "value"
        }
        self._taken = {name for node in graph.node for name in (*node.input, *node.output)}
        self._taken |= set(self._constants)
        self._replaced: set[str] = set()
        self._nodes: list[Any] = []

    def loosen(self) -> None:
        """Give each Reshape and Resize that states a size what follows from its input instead."""
        for node in self._graph.node:
            given, made = (self._shapes.get(ends[0]) for ends in (node.input or [""], node.output))
            if given is not None and made is not None and node.domain in OWN:
                if node.op_type == "Reshape":
                    self._reshape(node, given, made)
                elif node.op_type == "Resize":
                    self._resize(node, given, made)
            self._nodes.append(node)
        nodes = list(self._nodes)
        del self._graph.node[:]
        self._graph.node.extend(nodes)
        self._drop_replaced()

    def _reshape(self, node: Any, given: Shape, made: Shape) -> None:
        stated = self._constants.get(node.input[1])
        if stated is None:
            return
        self._replaced.add(node.input[1])
        wanted = tuple(
            -1 if said < 0 else length for said, length in zip(stated, made, strict=True)
        )
        node.input[1] = self._target(node, given, made, wanted)
        for field in [each for each in node.attribute if each.name == "allowzero"]:
            node.attribute.remove(field)

    def _resize(self, node: Any, given: Shape, made: Shape) -> None:
        plain = all(f.name not in ("axes", "keep_aspect_ratio_policy") for f in node.attribute)
        if len(node.input) == 4 and node.input[3] in self._constants and plain:
            self._replaced.add(node.input[3])
            # Lengths are rounded down: a factor just below would lose a row.
            factors = np.nextafter(np.divide(made, given, dtype=np.float32), np.float32(np.inf))
            node.input[2] = self._constant(node, np.where(np.equal(made, given), 1, factors))
            del node.input[3]

    def _drop_replaced(self) -> None:
        used = {name for node in self._graph.node for name in node.input}
        unused = self._replaced - used - {output.name for output in self._graph.output}
        # Old files list their constants among the inputs as well.
        for named in (self._graph.initializer, self._graph.input):
            kept = [each for each in named if each.name not in unused]
            del named[:]
            named.extend(kept)

    def _target(self, node: Any, given: Shape, made: Shape, wanted: Shape) -> str:
        """Return the name of a shape that is computed.

        Lengths that stand at the beginning of both shapes are copied, those at the end of both are
        asked for. Between them lies what is taken apart or put together: of it one length follows
        from all others, the only one or that which was left to follow, -1, before.
        """
        first = _alike(given, made)
        last = _alike(given[first:][::-1], made[first:][::-1])
        middle = wanted[first : len(made) - last]
        between = (-1,) if len(middle) == 1 else middle
        head = self._constant(node, np.array((*(0,) * first, *between), np.int64))
        if not last:
            return head
        lengths, tail, target = (self._name(node, end) for end in ("lengths", "tail", "target"))
        begin, end = (
            self._constant(node, np.array([at], np.int64)) for at in (len(given) - last, len(given))
        )
        make = self._onnx.helper.make_node
        self._nodes.append(make("Shape", [node.input[0]], [lengths]))
        self._nodes.append(make("Slice", [lengths, begin, end], [tail]))
        self._nodes.append(make("Concat", [head, tail], [target], axis=0))
        return target

    def _constant(self, node: Any, value: NDArray[Any]) -> str:
        name = self._name(node, "stated")
        wanted = np.float32 if value.dtype.kind == "f" else np.int64
        made = self._onnx.numpy_helper.from_array(value.astype(wanted), name)
        self._graph.initializer.append(made)
        return name

    def _name(self, node: Any, what: str) -> str:
        """Return a name that nothing in the graph bears."""
        name = f"{node.output[0]}_{what}"
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def _alike(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many lengths two shapes have in common at their beginning.

    >>> _alike((1, 85, 52, 52), (1, 85, 2704))
    2
    """
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _check_same(before: bytes, after: bytes, own: Shape, name: str) -> None:
    """Refuse a model that gives other numbers than before in its own size."""
    for top in (255.0, 1.0):
        picture = np.random.default_rng(1).uniform(0.0, top, own)
        try:
            pairs = list(zip(_ran(before, picture), _ran(after, picture), strict=True))
        except Exception as error:
            told = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
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
            found.append([each.shape for each in _ran(model, picture)])
        except Exception as error:
            told = "x".join(map(str, size))
            raise ModelError(
                f"{name}: does not run on an input of {told}: it states or holds what is of its"
                " own size alone; have it exported anew with dynamic axes"
            ) from error
    return found


def _ran(model: bytes, picture: NDArray[Any]) -> list[NDArray[Any]]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = SILENT
    session = onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], enable_fallback=0
    )
    silent = onnxruntime.RunOptions()
    silent.log_severity_level = SILENT
    taken = session.get_inputs()[0]
    kind = np.uint8 if taken.type == "tensor(uint8)" else np.float32
    given = {taken.name: picture.astype(kind)}
    return [np.asarray(each) for each in session.run(None, given, silent)]


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
