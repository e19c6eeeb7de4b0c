"""What routes take, as models; what they give is in `answers.py`.

A site in a body is the plain value of a site file; it is held against the schema of site files by
`config/site_value.py`, and not here, so that there is one wording for what is wrong.
"""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pipeline.placement.goal import Means
from pipeline.web.nesting import refuse_deep

PlainSite = Annotated[dict[str, Any], AfterValidator(refuse_deep)]
PlainCamera = Annotated[dict[str, Any], AfterValidator(refuse_deep)]
Named = Annotated[str, Field(max_length=200)]


class Body(BaseModel):
    """What a route takes: these fields, and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class LoginBody(Body):
    """A token."""

    token: str = Field(min_length=1, max_length=256)


class PlanBody(Body):
    """A plan that is not saved: a site as a site file holds it, and what it is held against.

    Without a profile it is held against the server's own.
    """

    site: PlainSite
    profile: str | None = Field(default=None, max_length=200)


class NumbersBody(Body):
    """A plan as a whole, as of `PlanBody`; or what has changed of one since its numbers were told.

    `base` is what the header `X-Sightline-Plan` said then. `changes` holds floors by their ids,
    each with all its cameras in order: one that is as it was by its id, any other as a site file
    has it.
    """

    site: PlainSite | None = None
    base: str | None = Field(default=None, max_length=64)
    changes: dict[Named, list[Named | PlainCamera]] = Field(default_factory=dict)
    profile: str | None = Field(default=None, max_length=200)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.site is None) == (self.base is None) or (self.changes and self.base is None):
            raise ValueError("give either site, or base with what has changed since")
        return self


class LayerBody(PlanBody):
    """A plan, a floor of it, and which layer is wanted."""

    floor: str = Field(max_length=200)
    layer: str = Field(max_length=40)


class PlaceBody(PlanBody):
    """A plan whose gaps are to be closed: of one floor, some blind spots, or all of it."""

    floor: str | None = Field(default=None, max_length=200)
    spots: list[str] | None = Field(default=None, max_length=1000)
    budget: float | None = Field(default=None, gt=0.0, lt=1e6)
    seconds: float = Field(default=20.0, ge=1.0, le=120.0)
    means: list[Means] = Field(default=["turn", "move", "add"], min_length=1, max_length=3)


class DiffBody(Body):
    """A plan, and the revision of the site file that it was made from."""

    revision: str = Field(pattern="^[0-9a-f]{64}$")
    site: PlainSite


class SaveBody(DiffBody):
    """A plan that is to be saved, and why."""

    reason: str = Field(default="", max_length=500)
