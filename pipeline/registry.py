"""A table of named variants (decoders, renderers, …) that are loaded when first asked for."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Generic, TypeVar

from pipeline.errors import UnknownNameError

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Names → variants, given as ``"module:attribute"`` and imported on use.

    An installed package adds its own through the entry-point group; those are read only when
    a name is not built in, or when the whole table is listed.

    >>> angles = Registry[object]("angle", "pipeline.angles", {"right": "math:pi"})
    >>> round(angles["right"], 2)
    3.14
    >>> angles["rihgt"]  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    pipeline.errors.UnknownNameError: no angle is called 'rihgt'; known: right; did you mean ...
    """

    def __init__(self, kind: str, group: str, builtin: Mapping[str, str]) -> None:
        self.kind = kind
        self.group = group
        self._targets = dict(builtin)
        self._outside_read = False

    def __getitem__(self, name: str) -> T:
        target = self._targets.get(name) or self._all().get(name)
        if target is None:
            raise UnknownNameError(self._unknown(name))
        module, _, attribute = target.partition(":")
        variant: T = getattr(import_module(module), attribute)
        return variant

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, str]:
        if not self._outside_read:
            # importlib.metadata costs 40 ms, which only a listing or a miss should pay.
            from importlib.metadata import entry_points

            for point in entry_points(group=self.group):
                self._targets.setdefault(point.name, point.value)
            self._outside_read = True
        return self._targets

    def _unknown(self, name: Any) -> str:
        known = sorted(self._all())
        near = get_close_matches(str(name), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"no {self.kind} is called {name!r}; known: {', '.join(known)}{hint}"
