"""Labels as CSV: counts ``t_s,count`` or episodes ``start_s,end_s``, told apart by the heading."""

import csv
import math
from collections.abc import Iterator

from pipeline.domain.crowding import TIERS, Tier
from pipeline.domain.truth import TrueCount, TrueEpisode, Truth
from pipeline.errors import InputError

COUNTS, EPISODES = ("t_s", "count"), ("start_s", "end_s")
MOST_PEOPLE = 100_000
LONGEST_S = 1e10

Row = dict[str, str]


def csv_truth(text: str) -> Truth:
    r"""Return the counts or the episodes of a table with a heading.

    Counts have ``t_s,count`` and may have ``zone`` and ``density_p_m2``, as ``occupancy.csv``
    has; episodes have ``start_s,end_s`` and may have ``zone`` and ``tier``. Other columns are
    passed over. Raises InputError, with the line, for anything else.

    >>> csv_truth("t_s,zone,count\n0.5,gate,7\n").counts
    (TrueCount(t_s=0.5, count=7, zone_id='gate', density_p_m2=None),)
    >>> csv_truth("start_s,end_s,tier\n60,120,blue\n").episodes
    (TrueEpisode(start_s=60.0, end_s=120.0, zone_id=None, tier='blue'),)
    """
    table = csv.DictReader(text.splitlines())
    heading = [name.strip() for name in table.fieldnames or ()]
    table.fieldnames = heading
    if set(COUNTS) <= set(heading):
        return Truth(counts=tuple(_count(row, place) for place, row in _rows(table)))
    if set(EPISODES) <= set(heading):
        return Truth(episodes=tuple(_episode(row, place) for place, row in _rows(table)))
    raise InputError(
        f"line 1: columns must include {','.join(COUNTS)} or {','.join(EPISODES)},"
        f" got {','.join(heading)[:60] or 'nothing'}"
    )


def _rows(table: "csv.DictReader[str]") -> Iterator[tuple[str, Row]]:
    try:
        for row in table:
            yield f"line {table.line_num}", {name: (row[name] or "").strip() for name in _told(row)}
    except csv.Error as error:
        raise InputError(f"line {table.line_num}: is not CSV ({error})") from error


def _told(row: Row) -> list[str]:
    # DictReader keeps cells beyond the heading under None.
    return [name for name in row if isinstance(name, str)]


def _count(row: Row, place: str) -> TrueCount:
    count = _number(row, "count", place, MOST_PEOPLE)
    if count != int(count):
        raise InputError(f"{place}: count must be a whole number, got {row['count']}")
    density = row.get("density_p_m2")
    return TrueCount(
        t_s=_number(row, "t_s", place, LONGEST_S),
        count=int(count),
        zone_id=row.get("zone") or None,
        density_p_m2=_number(row, "density_p_m2", place, MOST_PEOPLE) if density else None,
    )


def _episode(row: Row, place: str) -> TrueEpisode:
    start_s, end_s = (_number(row, name, place, LONGEST_S) for name in EPISODES)
    tier = _tier(row.get("tier"), place)
    try:
        return TrueEpisode(start_s, end_s, row.get("zone") or None, tier)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def _tier(text: str | None, place: str) -> Tier | None:
    for tier in TIERS:
        if text == tier:
            return tier
    if text:
        raise InputError(f"{place}: tier must be one of {', '.join(TIERS)}, got {text}")
    return None


def _number(row: Row, name: str, place: str, most: float) -> float:
    try:
        number = float(row[name])
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= most:
        raise InputError(f"{place}: {name} must lie between 0 and {most:g}, got '{row[name]}'")
    return number
