"""What an occluder may say of itself, and the nouns that it stands for."""

import math
from functools import cached_property
from typing import Any, Self

import shapely
from pydantic import ModelWrapValidatorHandler, model_validator

from pipeline.config.entry import Entry, exactly_one
from pipeline.config.fields import IS_ID, Id, Line, OccluderKind, Ring, problem
from pipeline.config.footprint import ring_footprint, wall_footprint
from pipeline.config.plain_yaml import Alike
from pipeline.config.quantities import Level, Opening, Thickness
from pipeline.domain.site import Occluder

OPENED = ("door", "glass")
"""Kinds that fill an opening between a sill and a lintel, in a wall that goes on around it."""
HANGING = "lintel"
OPENING_PARTS = ("sill_m", "lintel_m")


class OccluderEntry(Entry):
    """A wall as a line with a thickness, or something solid as a ring."""

    model_config = exactly_one("line", "ring")

    id: Id
    kind: OccluderKind
    line: Line | None = None
    ring: Ring | None = None
    thickness_m: Thickness = 0.2
    bottom_m: Level | None = None
    top_m: Level | None = None
    sill_m: Opening | None = None
    lintel_m: Opening | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _like_another(cls, given: Any, judged: ModelWrapValidatorHandler[Self]) -> Self:
        """Return the entry of one that differs from another by its id alone as that one again."""
        if type(given) is not Alike or "id" in given.others or IS_ID(given.get("id", "")) is None:
            return judged(given)
        like: Self | None = given.others.made
        if like is None:
            like = given.others.made = judged(given)
        return like if like.id == given["id"] else like._called(given["id"])

    def _called(self, id: str) -> Self:
        """Return the same by another id, in a tenth of the time in which it would be judged."""
        entry = self.__class__.__new__(self.__class__)
        fields = {**self.__dict__, "id": id}
        fields.pop("parts", None)
        object.__setattr__(entry, "__dict__", fields)
        for name in ("__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
            object.__setattr__(entry, name, getattr(self, name))
        return entry

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        self._have_one_shape()
        # Most are walls from the floor to the ceiling, and there are thousands of them.
        if not (self.bottom_m is self.top_m is self.sill_m is self.lintel_m is None):
            self._rise()
            self._open_a_wall()
        elif self.kind == HANGING:
            raise problem("hangs_nowhere")
        return self

    def _have_one_shape(self) -> None:
        if (self.line is None) == (self.ring is None):
            raise problem("one_shape")
        if self.ring is not None and "thickness_m" in self.model_fields_set:
            raise problem("no_thickness", at=("thickness_m",))
        if self.line is not None and self.wall is None:
            raise problem("line_thick", at=("line",), thickness=f"{self.thickness_m:g}")

    def _rise(self) -> None:
        if self.kind == HANGING and self.bottom_m is None:
            raise problem("hangs_nowhere")
        bottom_m = self.bottom_m or 0.0
        if self.top_m is not None and self.top_m <= bottom_m:
            values = {"got": f"{self.top_m:g}", "bottom": f"{bottom_m:g}"}
            raise problem("top_low", at=("top_m",), **values)

    def _open_a_wall(self) -> None:
        opening = [name for name in OPENING_PARTS if getattr(self, name) is not None]
        if opening and self.kind not in OPENED:
            raise problem("no_opening", at=(opening[0],))
        if opening and not (self.bottom_m is None and self.top_m is None):
            raise problem("opening_and_heights", at=(opening[0],))
        if self.lintel_m is not None and self.lintel_m <= (self.sill_m or 0.0):
            values = {"got": f"{self.lintel_m:g}", "sill": f"{self.sill_m or 0:g}"}
            raise problem("lintel_low", at=("lintel_m",), **values)

    @cached_property
    def wall(self) -> shapely.Polygon | None:
        """The ground that its line takes; None where it has none, or one that cannot bend so."""
        return wall_footprint(self.line, self.thickness_m) if self.line else None

    def footprint(self) -> shapely.Polygon:
        """Return the ground that it takes."""
        wall = self.wall
        return ring_footprint(self.ring or ()) if wall is None else wall

    def occluders(self) -> tuple[Occluder, ...]:
        """Return the nouns: one, or an opening with the wall below its sill and above it."""
        return self.parts

    @cached_property
    def parts(self) -> tuple[Occluder, ...]:
        """The nouns that it stands for, made once."""
        footprint = self.footprint()
        if self.sill_m is None and self.lintel_m is None:
            top_m = math.inf if self.top_m is None else self.top_m
            return (Occluder(self.id, self.kind, footprint, self.bottom_m or 0.0, top_m),)
        sill_m = self.sill_m or 0.0
        lintel_m = math.inf if self.lintel_m is None else self.lintel_m
        heights = {
            self.id: (self.kind, sill_m, lintel_m),
            f"{self.id}.sill": ("wall", 0.0, sill_m),
            f"{self.id}.lintel": ("wall", lintel_m, math.inf),
        }
        return tuple(
            Occluder(id, kind, footprint, bottom_m, top_m)
            for id, (kind, bottom_m, top_m) in heights.items()
            if bottom_m < top_m
        )
