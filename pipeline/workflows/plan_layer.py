"""One layer of a plan: how surely, how densely, by how many, by night, and what is private."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.requirement import lit_space
from pipeline.coverage.scene import scene_of
from pipeline.coverage.sighting import sightings
from pipeline.domain.coverage import CoverageMap, Region
from pipeline.domain.density_class import DENSITY_CLASSES
from pipeline.domain.label import Label
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor, Site
from pipeline.errors import InputError, UnknownNameError
from pipeline.geometry.fold import folded
from pipeline.geometry.overlay import both, united, without
from pipeline.workflows.audit_site import nightly

PERSON_M = 1.5
"""The plane on which density is shown where the profile asks for nothing: a face's height."""
EDITION = 2014
MOST_FOLDS = 4

COVERED = Label("已覆盖（保证）", "covered for sure")
BLIND = Label("未覆盖", "not covered")
NOMINAL = Label("按图安装时覆盖", "covered if hung as drawn")
SLACK = Label("仅在按图安装时覆盖，允差内可能失去", "covered only if hung exactly as drawn")
BRIGHT = Label("夜间覆盖（保证）", "covered by night, for sure")
DARK = Label("夜间未覆盖", "not covered by night")
SEEN = Label("看到禁拍区，可辨人形：违规", "into a prohibited zone, densely: a violation")
NOTED = Label("看到禁拍区，较模糊：记录", "into a prohibited zone, thinly: noted")
NO_LIGHT = "nothing of this floor is bright by night: give it lit, or a camera ir_range_m"


@dataclass(frozen=True)
class Band:
    """A part of a layer, by a key of ours and in words."""

    key: str
    label: Label
    region: Region


def plan_layer(site: Site, profile: Profile, floor_id: str, layer: str) -> tuple[Band, ...]:
    """Return the parts of a layer of a floor, none of which is empty.

    Raises UnknownNameError for a floor or a layer that is not there, InputError where nothing
    shines, GeometryError.
    """
    floor = next((each for each in site.floors if each.id == floor_id), None)
    if floor is None:
        raise UnknownNameError(f"no floor is called {floor_id[:60]!r}")
    if layer not in LAYERS:
        raise UnknownNameError(f"no layer is called {layer[:60]!r}; known: {', '.join(LAYERS)}")
    return tuple(band for band in LAYERS[layer](floor, profile) if not band.region.is_empty)


def _covered(floor: Floor, profile: Profile) -> CoverageMap:
    return cover_floor(floor, profile, diagnosed=False)


def _guaranteed(floor: Floor, profile: Profile) -> Iterator[Band]:
    found = _covered(floor, profile)
    yield Band("covered", COVERED, found.covered)
    yield Band("blind", BLIND, without(found.required, found.covered))


def _nominal(floor: Floor, profile: Profile) -> Iterator[Band]:
    found = _covered(floor, profile)
    nominal = both(found.required, found.nominal)
    yield Band("nominal", NOMINAL, both(nominal, found.covered))
    yield Band("slack", SLACK, without(nominal, found.covered))
    yield Band("blind", BLIND, without(found.required, nominal))


def _density(floor: Floor, profile: Profile) -> Iterator[Band]:
    """Yield what all cameras together show at the density of each class and no better."""
    plane_m = profile.clauses[0].plane_m if profile.clauses else PERSON_M
    classes = list(DENSITY_CLASSES[EDITION].values())
    looks = {each.name: Look(plane_m, each.density_px_per_m) for each in classes}
    seen_by = sightings(floor.cameras, scene_of(floor), looks.values(), lit_space(floor))
    at_least = {
        name: united(each.cones[look].guaranteed for each in seen_by)
        for name, look in looks.items()
    }
    for each, finer in zip(classes, [*classes[1:], None], strict=True):
        region = at_least[each.name]
        rest = region if finer is None else without(region, at_least[finer.name])
        density = f"{each.density_px_per_m:g} px/m"
        label = Label(f"{each.label.zh}，至少 {density}", f"{each.name}, {density} or more")
        yield Band(each.name, label, rest)


def _k_fold(floor: Floor, profile: Profile) -> Iterator[Band]:
    """Yield what of the required ground is seen by 1, 2, … cameras."""
    found = _covered(floor, profile)
    folds = folded([camera.view for camera in found.cameras], MOST_FOLDS)
    within = [both(found.required, fold) for fold in folds]
    for count, region in enumerate(within, start=1):
        is_last = count == MOST_FOLDS
        only = region if is_last else without(region, within[count])
        more = Label("个及以上" if is_last else " 个", " or more" if is_last else "")
        cameras = "camera" if count == 1 else "cameras"
        label = Label(f"{count}{more.zh}探头", f"{count}{more.en} {cameras}")
        yield Band(f"k{count}", label, only)
    yield Band("blind", BLIND, without(found.required, within[0]))


def _leaks(floor: Floor, profile: Profile) -> Iterator[Band]:
    leaks = _covered(floor, profile).leaks
    dense = united(leak.dense for leak in leaks)
    yield Band("violation", SEEN, dense)
    yield Band("noted", NOTED, without(united(leak.region for leak in leaks), dense))


def _night(floor: Floor, profile: Profile) -> Iterator[Band]:
    if not floor.lit and all(camera.ir_range_m is None for camera in floor.cameras):
        raise InputError(NO_LIGHT)
    found = _covered(floor, nightly(profile))
    yield Band("covered", BRIGHT, found.covered)
    yield Band("dark", DARK, without(found.required, found.covered))


LAYERS: Mapping[str, Callable[[Floor, Profile], Iterator[Band]]] = {
    "guaranteed": _guaranteed,
    "nominal": _nominal,
    "density": _density,
    "k_fold": _k_fold,
    "leaks": _leaks,
    "night": _night,
}
