"""Roles × routes × real things of another school, before a desk that has all there is to have."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.domain.hazard import Hazard
from pipeline.store.access_log import AccessLog
from pipeline.store.ledger import hazards_of, open_ledger
from tests.web.console.conftest import Watched, copy_of
from tests.web.console.stocked import stocked
from tests.web.console.stocked_ledger import entered
from tests.web.serving import Served, serving
from tests.web.test_rights import leaks

OF_STOCK = ("/api/events", "/api/evidence", "/api/gates", "/api/ledger", "/api/city", "/api/floors")
"""All but what is a stream."""


@dataclass
class Two:
    """A school and its neighbour, which share a ledger, and each have a store of their own."""

    own: Served
    neighbour: Served
    crowd: str
    hazard: Hazard
    their_crowd: str
    their_hazard: Hazard


@pytest.fixture(scope="module")
def two(stopped: Watched, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    own, next_door = copy_of(stopped, folder), folder / "next-door.yaml"
    text = own.site.read_text("utf-8").replace("id: demo-school", "id: next-door")
    next_door.write_text(text, "utf-8")
    store, begun = folder / "next-door.db", own.begun - 5000
    stocked(next_door, store, begun).close()
    with closing(open_ledger(own.ledger)) as ledger:
        theirs = entered(ledger, "next-door", "hall", "blocked exit")
        ours = next(each for each in hazards_of(ledger, "demo-school") if each.state != "closed")
    with (
        serving(**files(own.site, own.store, own.ledger)) as one,
        serving(**files(next_door, store, own.ledger)) as other,
    ):
        crowd = f"gate-{begun - 410:011.3f}"
        yield Two(one, other, own.crowd_id, ours, crowd, theirs)


def files(site: Path, store: Path, ledger: Path) -> dict[str, object]:
    log = AccessLog(site.with_suffix(".log.db"))
    return {"site": site, "store": store, "ledger": ledger, "log": log}


def test_no_role_reaches_what_another_school_has(two: Two) -> None:
    foreign = (two.their_crowd, f"{two.their_crowd}.series.csv", two.their_hazard.id)
    assert leaks(two.own, OF_STOCK, foreign) == []


def test_each_reaches_what_it_has_itself(two: Two) -> None:
    """The control: the same matrix finds what it calls foreign where it lies."""
    known = (two.their_crowd, f"{two.their_crowd}.series.csv", two.their_hazard.id)
    found = {line.partition(": ")[0] for line in leaks(two.neighbour, OF_STOCK, known)}
    crowd, evidence, hazard = known
    assert {
        f"viewer GET /api/events/{crowd}",
        f"viewer GET /api/events/{crowd}/series",
        f"viewer GET /api/evidence/{evidence}",
        f"viewer POST /api/evidence/{evidence}",
        f"viewer GET /api/ledger/{hazard}",
        f"auditor POST /api/ledger/{hazard}/amend",
    } <= found


def test_no_school_is_shown_that_is_not_of_the_city(console: Served, two: Two) -> None:
    with console.client("viewer") as client:
        schools = client.get("/api/city").json()["schools"]
        file = schools[0]["file"]
        said = {
            name: client.get("/api/city/school", params={"file": name}).status_code
            for name in (file, f"../{file}", str(two.own.desk.site), "next-door.yaml", "")
        }
    assert said == {name: 200 if name == file else 404 for name in said}
    assert len(said) == 5
