"""What routes take and give, as models, so that the description of the interface is true.

A site in a body is the plain value of a site file; it is held against the schema of site files by
`config/site_value.py`, and not here, so that there is one wording for what is wrong.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.access import Role
from pipeline.domain.label import Language


class Body(BaseModel):
    """What a route takes: these fields, and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class LoginBody(Body):
    """A token."""

    token: str = Field(min_length=1, max_length=256)


class PlanBody(Body):
    """A plan that is not saved: a site as a site file holds it, and what it is held against."""

    site: dict[str, Any]
    profile: str | None = Field(default=None, max_length=200)


class WhoAnswer(BaseModel):
    """Who one is."""

    name: str
    role: Role


class SessionAnswer(WhoAnswer):
    """Who one is, and what there is to see."""

    lang: Language
    profile: str
    has: dict[str, bool]


class Refused(BaseModel):
    """One thing that is wrong, where, and what to do about it."""

    where: str
    message: str
    remedy: str | None = None


class ErrorTold(BaseModel):
    """A refusal in a sentence."""

    message: str
    problems: list[Refused] | None = None


class ErrorAnswer(BaseModel):
    """What every refusal looks like."""

    error: ErrorTold
