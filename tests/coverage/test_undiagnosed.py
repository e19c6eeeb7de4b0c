"""Who asks for the verdict alone gets the same areas, blind spots and failures of cameras."""

from dataclasses import replace
from pathlib import Path

from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.coverage import BlindSpot


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
