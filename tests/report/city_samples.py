"""A city of three schools as it stands, with names that want to be something else."""

from pipeline.audit.roll_up import DIMENSIONS, NO_CLAUSES, failed_clauses, rolled_up, tally
from pipeline.domain.city import (
    City,
    CityFinding,
    Hazards,
    RunFigures,
    SchoolRecord,
    Trend,
)
from pipeline.domain.label import Label
from pipeline.domain.school import School

EAST, WEST = Label("东区", "East"), Label("西区", "West")
UNSEEN = CityFinding("F-01.g.hall", "F-01", "violation", "g/hall", Label("门厅", "Hall"), 2, 30.0)
PEOPLE_SEEN = Label("公共区域应能看到人", "public areas: people are seen")
RECORDS = (
    SchoolRecord(
        "east/a.yaml",
        "a",
        Label("=东<b>小学", '=HYPERLINK("http://x")'),
        "pass",
        School(EAST, "primary", "day", True, "public"),
        required_m2=70.0,
        covered_m2=70.0,
        cameras=12,
        networked=9,
    ),
    SchoolRecord(
        "west/b.yaml",
        "b",
        Label("西中学", "West School"),
        "fail",
        School(WEST, "junior", "boarding", True, "public"),
        required_m2=70.0,
        covered_m2=40.0,
        blind_spots=2,
        cameras=2,
        findings=(UNSEEN,),
    ),
    SchoolRecord(
        "west/c.yaml",
        "",
        Label("west/c.yaml", "west/c.yaml"),
        "broken",
        findings=(CityFinding("broken-file", "broken-file", "violation", "west/c.yaml", WEST),),
        problems=(Label("第 3 行，缺少此项", "line 3: missing"),),
    ),
)


def sample_city(hazards: dict[str, Hazards] | None = None) -> City:
    """Return the city in its second run."""
    known = hazards or {}
    return City(
        profile_id="full-coverage",
        profile_label=Label("全覆盖、无盲区", "Full coverage, no blind spot"),
        run=2,
        records=RECORDS,
        whole=tally(Label("全市", "whole city"), RECORDS, known),
        groups={name: rolled_up(RECORDS, by, known) for name, by in DIMENSIONS.items()},
        hazards=known,
        trend=Trend(1, (0.0, 100 / 3), (5, 2), ("a",), (), (), ()),
        failed=failed_clauses(RECORDS, NO_CLAUSES | {"F-01": PEOPLE_SEEN}),
        runs=(RunFigures(1, 0.0, 50.0, 5), RunFigures(2, 100 / 3, 78.5, 2)),
    )
