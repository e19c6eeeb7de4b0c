"""Coverage today in words: which cameras fail, what that leaves open, and since when."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from pipeline.domain.health import FAULT_LABELS
from pipeline.domain.label import Label, Language
from pipeline.domain.today import (
    CAMERA_LABELS,
    TODAY_LABELS,
    CameraToday,
    CoverageToday,
    OpenSpot,
)
from pipeline.report.numerals import percent, square_metres

SINCE = Label("自 {time} 起（{span}）", "since {time} ({span})")
NEVER = Label("从未监测", "never")
SHARE = Label(
    "今日覆盖率 {covered} %（图纸 {planned} %，其中确认正常的探头 {confirmed} %）",
    "{covered} % covered today ({planned} % as planned; {confirmed} % by cameras known to be well)",
)
NOTHING = Label(
    "按该标准没有须覆盖的部位，覆盖率无从谈起",
    "the profile asks for no place of this site to be covered, so that nothing is proved",
)
NO_SPOTS = Label("没有因此出现的盲区", "no blind spot is open because of it")
SPOT = Label(
    "盲区 {area} m²：{place}（{clause}），因 {who}",
    "{area} m² blind: {place} ({clause}), for want of {who}",
)
CAMERAS = Label(
    "探头 {all} 台：正常 {well}，故障 {failing}，未监测 {not_watched}，无码流 {no_stream}",
    "{all} cameras: {well} well, {failing} failing, {not_watched} not watched,"
    " {no_stream} without a stream",
)
COLON: dict[Language, str] = {"zh": "：", "en": ": "}
COMMA: dict[Language, str] = {"zh": "，", "en": ", "}
AND_SO: dict[Language, str] = {"zh": "，", "en": " "}
"""What stands before a time since which something is so."""

SPANS = (
    (86400.0, Label("{n} 天", "{n} d")),
    (3600.0, Label("{n} 小时", "{n} h")),
    (60.0, Label("{n} 分钟", "{n} min")),
    (1.0, Label("{n} 秒", "{n} s")),
)


def today_lines(
    today: CoverageToday, language: Language, zone: tzinfo | None = None
) -> Iterator[str]:
    """Yield coverage today as lines: how it stands, cameras that do not count, what that opens."""
    headline = TODAY_LABELS[today.word].told(language)
    if today.word == "not_watched":
        since = since_told(today.watched_s, today.at_s, language, zone)
        headline += AND_SO[language] + since
    yield f"{today.site_id}{COLON[language]}{headline}"
    share = SHARE if today.required_m2 else NOTHING
    yield share.told(language).format(
        covered=percent(today.share_pct(today.covered_m2)),
        planned=percent(today.share_pct(today.planned_m2)),
        confirmed=percent(today.share_pct(today.confirmed_m2)),
    )
    counts = {word: len(today.of(word)) for word in CAMERA_LABELS}
    yield CAMERAS.told(language).format(all=len(today.cameras), **counts)
    for camera in (*today.of("failing"), *today.of("not_watched")):
        yield "  " + camera_line(camera, today.at_s, language, zone)
    for spot in sorted(today.spots, key=lambda spot: -spot.area_m2):
        yield "  " + spot_line(spot, today, language, zone)
    if not today.spots and (today.of("failing") or today.of("not_watched")):
        yield "  " + NO_SPOTS.told(language)


OPEN = Label(
    "今日覆盖率 {covered} %，盲区 {spots} 处（{area} m²），因 {who}",
    "{covered} % covered today; blind spots open: {spots} ({area} m²), for want of {who}",
)
CLOSED = Label(
    "今日覆盖率 {covered} %，没有因探头缺位而出现的盲区",
    "{covered} % covered today; no blind spot is open for want of a camera",
)


def today_line(today: CoverageToday) -> Label:
    """Return coverage today in one sentence: how much, what is open, for whose sake."""
    facts = {
        "covered": percent(today.share_pct(today.covered_m2)),
        "spots": len(today.spots),
        "area": square_metres(sum(spot.area_m2 for spot in today.spots)),
    }
    who = dict.fromkeys(id_ for spot in today.spots for id_ in spot.camera_ids)
    words = OPEN if today.spots else CLOSED
    return Label(
        words.zh.format(who="、".join(who), **facts),
        words.en.format(who=", ".join(who), **facts),
    )


def camera_line(camera: CameraToday, at_s: float, language: Language, zone: tzinfo | None) -> str:
    """Return how one camera is, and since when."""
    word = CAMERA_LABELS[camera.word].told(language)
    kinds = (
        Label("、", ", ")
        .told(language)
        .join(FAULT_LABELS[kind].told(language) for kind in camera.kinds)
    )
    since = since_told(camera.since_s, at_s, language, zone)
    what = f"{word}{AND_SO[language]}{since}" + (f"{COMMA[language]}{kinds}" if kinds else "")
    return f"{named(camera, language)}{COLON[language]}{what}"


def named(camera: CameraToday, language: Language) -> str:
    """Return a camera's name, with its id where that is another."""
    name = camera.label.told(language)
    return name if name == camera.camera_id else f"{name} ({camera.camera_id})"


def spot_line(spot: OpenSpot, today: CoverageToday, language: Language, zone: tzinfo | None) -> str:
    """Return one open blind spot: how large, where, for whose sake, since when."""
    line = SPOT.told(language).format(
        area=square_metres(spot.area_m2),
        place=place_told(spot, today, language),
        clause=spot.clause_id,
        who=Label("、", ", ").told(language).join(spot.camera_ids),
    )
    return f"{line}{COMMA[language]}{since_told(spot.since_s, today.at_s, language, zone)}"


def place_told(spot: OpenSpot, today: CoverageToday, language: Language) -> str:
    """Return where a spot is: the zone's name."""
    place = f"{spot.floor_id}/{spot.zone_id}"
    return today.places[place].told(language) if place in today.places else place


def since_told(since_s: float | None, at_s: float, language: Language, zone: tzinfo | None) -> str:
    """Return since when something is so, and for how long that is."""
    if since_s is None:
        return f"({NEVER.told(language)})"
    time = f"{datetime.fromtimestamp(since_s, zone):%Y-%m-%d %H:%M:%S}"
    return SINCE.told(language).format(time=time, span=span_told(at_s - since_s, language))


def span_told(span_s: float, language: Language) -> str:
    """Return a length of time in its largest unit.

    >>> span_told(7500.0, "en"), span_told(59.0, "zh"), span_told(-3.0, "en")
    ('2 h', '59 秒', '0 s')
    """
    for unit_s, words in SPANS:
        if span_s >= unit_s:
            return words.told(language).format(n=int(span_s // unit_s))
    return SPANS[-1][1].told(language).format(n=0)
