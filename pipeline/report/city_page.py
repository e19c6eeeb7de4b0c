"""A city as one page: how many passed, who is first and last, what changed, and every school."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.audit.roll_up import DIMENSIONS, ranks, school_standing, standing, standings_of
from pipeline.domain.city import City, Hazards, SchoolRecord, Tally
from pipeline.domain.label import Label, Language
from pipeline.domain.school import LEVELS, OWNERSHIPS, TYPES
from pipeline.report import city_wording
from pipeline.report.documents.bulletin import sentences
from pipeline.report.page import TEMPLATES, rendered, whole_page
from pipeline.report.wording import LIST_COMMA

BINS = 10
MOST_NAMED = 8
"""Schools that a sentence names; the tables name all."""

WIDE, TALL = 120, 56
"""The size of one small multiple, in its own units."""


@dataclass(frozen=True)
class GroupRow:
    """A group of schools with its rank."""

    rank: int
    tally: Tally


@dataclass(frozen=True)
class SchoolRow:
    """A school with its rank, and what the ledger says of it."""

    rank: int
    record: SchoolRecord
    hazards: Hazards | None

    @property
    def level(self) -> Label | None:
        """What it teaches."""
        return LEVELS.get(self.record.school.level or "")

    @property
    def kind(self) -> Label | None:
        """Its type."""
        return TYPES.get(self.record.school.kind or "")

    @property
    def ownership(self) -> Label | None:
        """Who runs it."""
        return OWNERSHIPS.get(self.record.school.ownership or "")


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: where it stands, and how high what passed reaches in it."""

    x: float
    width: float
    height: float
    passed_height: float


@dataclass(frozen=True)
class Multiple:
    """One picture of many alike: a county's schools by their coverage."""

    tally: Tally
    bars: tuple[Bar, ...]


def city_page(city: City, language: Language) -> str:
    """Return the dashboard as one self-contained HTML document, its script inside."""
    script = Markup((TEMPLATES / "city.js").read_text("utf-8"))
    title = city_wording.TITLE.told(language)
    return whole_page(title, city_body(city, language), language, script)


def city_body(city: City, language: Language) -> Markup:
    """Return the dashboard without the frame of a page."""
    return rendered(
        "city.html.j2",
        language,
        text=city_wording,
        list_comma=LIST_COMMA[language],
        most=MOST_NAMED,
        city=city,
        whole=city.whole,
        dimensions=[
            (name, city_wording.DIMENSIONS[name], group_rows(city.groups[name]))
            for name in DIMENSIONS
        ],
        multiples=multiples(city),
        size=(WIDE, TALL),
        curve=curve(city),
        schools=school_rows(city),
        broken=[record for record in city.records if record.verdict == "broken"],
        clauses=city.failed,
        bulletin=list(sentences(standings_of(city.records, city.hazards), language)),
    )


def group_rows(tallies: Sequence[Tally]) -> list[GroupRow]:
    """Return the groups of one roll-up in their order, ranked."""
    return [GroupRow(*row) for row in zip(ranks(tallies, standing), tallies, strict=True)]


def school_rows(city: City) -> list[SchoolRow]:
    """Return the schools, the best first."""
    places = ranks(city.records, school_standing)
    rows = [
        SchoolRow(place, record, city.hazards.get(record.site_id))
        for place, record in zip(places, city.records, strict=True)
    ]
    return sorted(rows, key=lambda row: row.rank)


def multiples(city: City) -> list[Multiple]:
    """Return a histogram for each county, all to the scale of the highest bar."""
    counted = {tally.label: _histogram(city, tally.label) for tally in city.groups["county"]}
    highest = max((n for bins, _ in counted.values() for n in bins), default=0) or 1
    width = WIDE / BINS
    return [
        Multiple(
            tally,
            tuple(
                Bar(n * width, width - 1.0, TALL * count / highest, TALL * passed / highest)
                for n, (count, passed) in enumerate(zip(*counted[tally.label], strict=True))
            ),
        )
        for tally in city.groups["county"]
    ]


def _histogram(city: City, county: Label) -> tuple[list[int], list[int]]:
    """Return how many schools of a county lie in each tenth of coverage, and how many passed."""
    schools, passed = [0] * BINS, [0] * BINS
    for record in city.records:
        if DIMENSIONS["county"](record) == county and record.verdict != "broken":
            at = min(BINS - 1, int(record.covered_pct * BINS / 100.0))
            schools[at] += 1
            passed[at] += record.verdict == "pass"
    return schools, passed


def curve(city: City) -> tuple[str, str] | None:
    """Return the points of what passed and of what is covered, run by run; None for one run."""
    if len(city.runs) < 2:
        return None
    step = WIDE * 2 / (len(city.runs) - 1)
    passed = " ".join(f"{n * step:.1f},{_y(r.passed_pct):.1f}" for n, r in enumerate(city.runs))
    covered = " ".join(f"{n * step:.1f},{_y(r.covered_pct):.1f}" for n, r in enumerate(city.runs))
    return passed, covered


def _y(share_pct: float) -> float:
    return TALL * (1.0 - share_pct / 100.0)
