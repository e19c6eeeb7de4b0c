"""Who asks for the verdict alone gets the same areas, blind spots and failures of cameras."""

from dataclasses import replace
from pathlib import Path

from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.coverage.blind_spot import blind_regions
from pipeline.coverage.cover_floor import _near, _unseen, cover_floor, judge_floors
from pipeline.coverage.drawing import _drawing
from pipeline.coverage.requirement import _regions
from pipeline.coverage.scene import _trusted_objects, scene_of
from pipeline.domain.coverage import BlindSpot
from pipeline.geometry.planar import planar_map


def bare(spot: BlindSpot, like: BlindSpot) -> BlindSpot:
    """Return a blind spot without what only a diagnosis knows."""
    return replace(
        spot,
        centre=like.centre,
        radius_m=like.radius_m,
        cause=like.cause,
        runners_up=like.runners_up,
        remedy=like.remedy,
    )


def test_a_verdict_without_causes_is_the_same_verdict(root: Path) -> None:
    site = load_site(root / "floorplans/demo-school/site.yaml")
    whole = load_profile("full-coverage")
    # Of faces at entrances: fewer zones, and as many causes.
    profile = replace(whole, clauses=whole.clauses[1:])
    for floor in site.floors:
        told = cover_floor(floor, profile)
        plain = cover_floor(floor, profile, diagnosed=False)
        assert len(told.blind_spots) >= 2
        assert (plain.cameras, plain.leaks) == (told.cameras, told.leaks)
        assert plain.covered.equals_exact(told.covered, 0.0)
        for held, like in zip(told.zones, plain.zones, strict=True):
            spots = tuple(map(bare, held.blind_spots, like.blind_spots))
            assert replace(held, blind_spots=spots) == like
        assert {spot.cause.kind for spot in plain.blind_spots} == {"unasked"}
        assert all(spot.region.contains(spot.centre) for spot in plain.blind_spots)


def test_a_verdict_on_a_school_is_that_of_its_floors(root: Path) -> None:
    site = load_site(root / "floorplans/demo-school/site.yaml")
    profile = load_profile("full-coverage")
    judged = judge_floors(site.floors, profile)
    for floor, short in zip(site.floors, judged, strict=True):
        told = cover_floor(floor, profile, diagnosed=False)
        assert short.zones == told.zones
        for one, other in ((short.covered, told.covered), (short.nominal, told.nominal)):
            assert abs(one.area - other.area) < 1e-9
        assert [c.opens for c in short.cameras] == [c.opens for c in told.cameras]
        # Of a leak a verdict knows where it is, and how grave, but not how large.
        assert [(x.camera_id, x.zone_id, x.is_violation) for x in short.leaks] == [
            (x.camera_id, x.zone_id, x.is_violation) for x in told.leaks
        ]
        assert all(x.area_m2 <= y.area_m2 for x, y in zip(short.leaks, told.leaks, strict=True))


def test_of_a_second_storey_drawn_alike_nothing_is_cut_again(root: Path) -> None:
    (floor, *_) = load_site(root / "floorplans/demo-school/site.yaml").floors
    renamed = tuple(replace(thing, id=f"again-{thing.id}") for thing in floor.occluders)
    assert scene_of(floor).drawing is scene_of(replace(floor, occluders=renamed)).drawing
    assert scene_of(floor).drawing is not scene_of(replace(floor, occluders=renamed[1:])).drawing


def test_maps_of_the_plane_come_to_the_verdict_of_overlays(root: Path, compiled_maps: None) -> None:
    """A worker of a city asks loops where others ask GEOS."""
    site = load_site(root / "floorplans/demo-school/site.yaml")
    profile = load_profile("full-coverage")
    by_maps = judge_floors(site.floors, profile)
    planar_map._everything.cache_clear()
    for kept in (_trusted_objects, _drawing, _regions, _near, _unseen, blind_regions):
        kept.cache_clear()
    for one, other in zip(by_maps, judge_floors(site.floors, profile), strict=True):
        for name in ("required", "covered", "nominal"):
            assert abs(getattr(one, name).area - getattr(other, name).area) < 1e-8
        assert [c.opens for c in one.cameras] == [c.opens for c in other.cameras]
        assert [spot.id for spot in one.blind_spots] == [spot.id for spot in other.blind_spots]
        for spot, like in zip(one.blind_spots, other.blind_spots, strict=True):
            assert abs(spot.area_m2 - like.area_m2) < 1e-8
