"""Calendars that must be refused: the line to blame, and what is said of it."""

from tests.config.malformed import GOOD, Malformed

CALENDAR = """\
timezone: Asia/Shanghai
terms: [2026-09-01/2027-01-22]
weekdays: [mon, tue, wed, thu, fri]
holidays: [2026-10-01/2026-10-07, "2027-01-01"]
make_up:
  - {date: "2026-10-10", follows: fri}
  - {date: "2026-10-11", follows: thu}
peaks:
  - {name: 上学, hours: 07:10-08:10}
  - {name: 放学, hours: 16:00-18:30, gates: [gate-east], weekdays: [mon, fri]}
unexpected: {people: 6, dwell_s: 90}
"""


def inside(calendar: str) -> str:
    """Return the good site with a calendar behind its floors."""
    return f"{GOOD}calendar:\n" + "".join(f"  {line}\n" for line in calendar.splitlines())


def spoiled(name: str, old: str, new: str, *said: str) -> Malformed:
    """Return the site with one passage of its calendar replaced."""
    assert CALENDAR.count(old) == 1, f"{name}: {old!r} must stand once in the calendar"
    line = GOOD.count("\n") + 2 + CALENDAR[: CALENDAR.index(old)].count("\n")
    return Malformed(name, inside(CALENDAR.replace(old, new)).encode(), line, said)


MALFORMED_CALENDARS = (
    spoiled("zone of no place", "Asia/Shanghai", "Asia/Shanhai", "no time zone 'Asia/Shanhai'"),
    spoiled("zone out of its folder", "Asia/Shanghai", "../../etc/passwd", "no time zone"),
    spoiled("zone that is a folder", "Asia/Shanghai", "Asia", "no time zone 'Asia'"),
    spoiled("offset without quotes", "Asia/Shanghai", "+08:00", "put text in quotes"),
    spoiled("offset of a day", "Asia/Shanghai", '"+24:00"', "no time zone '+24:00'"),
    spoiled("thirtieth of February", '"2027-01-01"', '"2027-02-30"', "'2027-02-30' is no day"),
    spoiled("day without quotes", '"2027-01-01"', "2027-01-01", "put text in quotes"),
    spoiled("day in words", '"2027-01-01"', "1 January", "'1 January' is no day"),
    spoiled("holiday backwards", "2026-10-01/", "2026-10-08/", "check the years"),
    spoiled("term of eleven years", "/2027-01-22", "/2037-01-22", "at most 370 days"),
    spoiled("make-up days", 'date: "2026-10-10"', 'date: "2026-10-10/2026-10-11"', "is no day"),
    spoiled("make-up day twice", '"2026-10-11"', '"2026-10-10"', "2026-10-10 is listed above"),
    spoiled("make-up day free", '"2026-10-11"', '"2026-10-03"', "2026-10-03 is a holiday too"),
    spoiled("weekday misspelt", "follows: thu", "follows: thr", "did you mean 'thu'?"),
    spoiled("weekday twice", "[mon, fri]", "[mon, mon]", "names a day twice"),
    spoiled("no school day", "[mon, tue, wed, thu, fri]", "[]", "must not be an empty list"),
    spoiled("hours backwards", "16:00-18:30", "18:30-16:00", "must end after they begin"),
    spoiled("hours over midnight", "16:00-18:30", "22:00-00:30", "part a window at midnight"),
    spoiled("hours of no length", "16:00-18:30", "16:00-16:00", "must end after they begin"),
    spoiled("hour 25", "16:00-18:30", "16:00-25:30", "must be from when to when"),
    spoiled("hours of one digit", "07:10-08:10", "7:10-8:10", "write it as in 07:10-08:10"),
    spoiled("peak at no gate", "[gate-east]", "[gate-west]", "did you mean 'gate-east'?"),
    spoiled("peak at a yard", "[gate-east]", "[yard]", "no gate 'yard' is watched; known"),
    spoiled("nobody is unexpected", "people: 6", "people: 0", "between 1 and 100000, got 0"),
    spoiled("dwell of a second", "dwell_s: 90", "dwell_s: 1", "between 10 and 3600 seconds, got 1"),
    spoiled("field of no calendar", "unexpected:", "unexpectd:", "did you mean 'unexpected'?"),
    Malformed(
        "no zone",
        inside(CALENDAR.partition("\n")[2]).encode(),
        GOOD.count("\n") + 1,
        ("calendar.timezone: missing",),
    ),
)  # fmt: skip
