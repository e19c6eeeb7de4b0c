"""The sizes that a detector's graph states, taken out of it: they follow from its input then."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]

OWN = ("", "ai.onnx")
"""The domains of ONNX's own operators."""


class StatedSizes:
    """The sizes in an ONNX graph, changed in place; `shapes` are those of its tensors as it is."""

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
