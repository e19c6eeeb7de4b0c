"""The numbers of a plan that is dragged about are those of an audit, to the last digit."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from benchmarks.campus import school_of, seen_profile
from pipeline.config.embedded import embedded
from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.domain.camera import Camera
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site
from pipeline.errors import GeometryError, InterruptedRunError
from pipeline.geometry.overlay import forget_faces
from pipeline.report.audit_json import audit_document
from pipeline.workflows.audit_site import audit_plan
from pipeline.workflows.plan_numbers import PlanNumbers


def school() -> tuple[Site, Profile]:
    return load_site(embedded("floorplans/kindergarten/site.yaml")), load_profile("gbt29315-2022")


def corridors() -> tuple[Site, Profile]:
    """Two corridors with more cameras than are told apart in one go, and a gap between them."""
    floor = school_of(2, 66, rooms=12)
    return Site("s", Label("s", "s"), (replace(floor, cameras=floor.cameras[1:]),)), seen_profile()


def edited(site: Site, chance: random.Random, times: int) -> Iterator[Site]:
    """Yield a site with one camera of it changed, then another, each on top of the last."""
    for _ in range(times):
        at = chance.randrange(len(site.floors))
        floor = site.floors[at]
        cameras = list(floor.cameras)
        number = chance.randrange(len(cameras))
        cameras[number] = _otherwise(cameras[number], chance)
        if chance.random() < 0.2:
            cameras.pop(chance.randrange(len(cameras)))
        floors = list(site.floors)
        floors[at] = replace(floor, cameras=tuple(cameras))
        site = replace(site, floors=tuple(floors))
        yield site


def _otherwise(camera: Camera, chance: random.Random) -> Camera:
    way = chance.choice(("moved", "turned", "tilted"))
    if way == "moved":
        x_m, y_m = camera.x_m + chance.uniform(-0.4, 0.4), camera.y_m + chance.uniform(-0.1, 0.1)
        return replace(camera, x_m=x_m, y_m=y_m)
    if way == "turned":
        return replace(camera, pan_deg=camera.pan_deg + chance.uniform(-40, 40))
    return replace(camera, tilt_deg=min(60.0, max(0.0, camera.tilt_deg + chance.uniform(-8, 8))))


@pytest.mark.parametrize(("plan", "seed", "times"), [(corridors, 3, 4), (school, 5, 2)])
def test_the_numbers_are_those_of_an_audit_to_the_last_digit(
    plan: object, seed: int, times: int
) -> None:
    assert callable(plan)
    site, profile = plan()
    numbers, compared = PlanNumbers(), 0
    numbers.of(site, profile)
    for changed in edited(site, random.Random(seed), times):
        try:
            found = json.dumps(audit_document(numbers.of(changed, profile)))
        except GeometryError as error:
            with pytest.raises(GeometryError) as same:
                audit_plan(changed, profile)
            assert str(same.value) == str(error)
            continue
        forget_faces()
        assert found == json.dumps(audit_document(audit_plan(changed, profile)))
        compared += 1
    assert compared


def test_another_profile_is_not_answered_from_memory() -> None:
    site, profile = corridors()
    (clause,) = profile.clauses
    denser = replace(profile, clauses=(replace(clause, density_px_per_m=400.0),))
    numbers = PlanNumbers()
    first, second = (numbers.of(site, each) for each in (profile, denser))
    assert second.floors[0].covered.area < first.floors[0].covered.area


def test_another_wall_is_not_answered_from_memory() -> None:
    site, profile = corridors()
    (floor,) = site.floors
    numbers = PlanNumbers()
    before = numbers.of(site, profile).floors[0].covered.area
    opened = replace(site, floors=(replace(floor, occluders=floor.occluders[40:]),))
    assert numbers.of(opened, profile).floors[0].covered.area != before


@pytest.mark.parametrize("after", [1, 3, 5, 7, 40, 70])
def test_what_is_called_off_ends_there_and_leaves_nothing_half_done(after: int) -> None:
    """The cameras by the dozen, then blind spots, then each camera: wherever it was, it goes on."""
    (site, profile), numbers, asked = corridors(), PlanNumbers(), count()
    with pytest.raises(InterruptedRunError):
        numbers.of(site, profile, lambda: next(asked) == after)
    assert next(asked) == after + 1
    found = json.dumps(audit_document(numbers.of(site, profile)))
    forget_faces()
    assert found == json.dumps(audit_document(PlanNumbers().of(site, profile)))
