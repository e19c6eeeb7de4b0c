"""What routes give, as models, so that the description of the interface is true."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pipeline.domain.access import Role
from pipeline.domain.label import Language


class WhoAnswer(BaseModel):
    """Who one is."""

    name: str
    role: Role


class SessionAnswer(WhoAnswer):
    """Who one is, and what there is to see."""

    lang: Language
    profile: str
    has: dict[str, bool]


class SiteAnswer(BaseModel):
    """The site file: its revision, its name and its value, without streams and receivers."""

    revision: str
    name: str
    site: dict[str, Any]


class SavedAnswer(SiteAnswer):
    """The site file as it was saved; numbers are rounded to a millionth."""


class EditTold(BaseModel):
    """One thing of a site that would be set, added or removed."""

    where: str
    kind: Literal["set", "add", "remove"]


class DiffAnswer(BaseModel):
    """What saving would change: the diff of the text, and whether its comments would stay."""

    diff: str
    edits: list[EditTold]
    has_comments: bool


class TwoNames(BaseModel):
    """The same words in both languages."""

    zh: str
    en: str


class ProfileTold(BaseModel):
    """Something that a plan can be held against."""

    id: str
    name: TwoNames


class ProfilesAnswer(BaseModel):
    """What a plan can be held against, the server's own first."""

    profiles: list[ProfileTold]


class ClassTold(BaseModel):
    """A class of cameras; what a camera takes over is written as in a site file."""

    model_config = ConfigDict(extra="allow")

    id: str
    name: TwoNames
    form: str
    form_name: TwoNames
    picture: list[int]
    hfov_deg: float
    megapixels: float
    price: float
    usual: bool


class CatalogueAnswer(BaseModel):
    """The classes of cameras that there are to hang."""

    classes: list[ClassTold]


class NumbersAnswer(BaseModel):
    """The audit of a plan, as `sightline audit --json` prints it."""

    model_config = ConfigDict(extra="allow")

    format: Literal[1]
    site: str
    profile: str
    verdict: Literal["pass", "fail"]
    summary: dict[str, float]
    floors: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class SceneAnswer(BaseModel):
    """What a page draws a plan from: its floors, with meshes and outlines of views."""

    format: Literal[1]
    floors: list[dict[str, Any]]


class BandTold(BaseModel):
    """A part of a layer: polygons of rings of points [x, y], the outer ring first."""

    key: str
    label: str
    area_m2: float
    polygons: list[list[list[list[float]]]]


class LayerAnswer(BaseModel):
    """One layer of a floor."""

    format: Literal[1]
    floor: str
    layer: str
    bands: list[BandTold]


class ChangeTold(BaseModel):
    """What becomes of one camera, and what that costs in units of the plainest."""

    camera: str
    kind: str
    words: TwoNames
    cost: float


class ProofTold(BaseModel):
    """What is known of an answer: its cost, the least that any could have, and how far apart."""

    cameras: float
    bound: float
    gap: float
    left: int


class PlacedAnswer(BaseModel):
    """A plan with its gaps closed."""

    site: dict[str, Any]
    changes: list[ChangeTold]
    proof: ProofTold


class ImportAnswer(BaseModel):
    """The site that a drawing shows, and how it was made of it."""

    site: dict[str, Any]
    report: dict[str, Any]


class PictureTold(BaseModel):
    """A picture below a floor; `picture` is how the `underlay` of a site file names it."""

    floor: str
    picture: str
    width_px: int
    height_px: int
    bytes: int


class UnderlayAnswer(BaseModel):
    """The picture that was kept."""

    picture: PictureTold


class ActTold(BaseModel):
    """One thing that somebody did; its digest holds all before it too."""

    number: int
    at_s: float
    who: str
    role: Role
    what: str
    of: str
    why: str
    digest: str


class LogAnswer(BaseModel):
    """What was done, the last first."""

    acts: list[ActTold]


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


class ConflictTold(ErrorTold):
    """What was changed meanwhile: the site as it is now, and how its text differs."""

    revision: str
    name: str
    site: dict[str, Any]
    diff: str


class ConflictAnswer(BaseModel):
    """What is answered to whoever saves what somebody else has changed."""

    error: ConflictTold
