"""Drawings and pictures that a page sends are read in confinement; nothing else of them stays."""

import json
import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np
import pytest

from pipeline.config.site_file import site_of_value
from pipeline.store.access_log import AccessLog
from pipeline.workflows.keep_underlay import keep_underlay, underlay_folder
from tests.importers.plans.hostile import bombs
from tests.importers.plans.samples import WALLS, geojson_bytes, svg_bytes
from tests.web.serving import Served, hall_in, serving

RAW = {"Content-Type": "application/octet-stream"}


def sent(served: Served, name: str, data: bytes, query: str = "", role: Any = "auditor") -> Any:
    headers = {**RAW, "X-Filename": name, "Accept-Language": "en"}
    with served.client(role) as client:
        return client.post(f"/api/plan/import{query}", content=data, headers=headers)


def png(size: tuple[int, int] = (120, 80)) -> bytes:
    """Return a picture of a room: a dark frame on paper."""
    width, height = size
    paper = np.full((height, width, 3), 255, dtype=np.uint8)
    cv2.rectangle(paper, (10, 10), (width - 10, height - 10), (0, 0, 0), 4)
    return cv2.imencode(".png", paper)[1].tobytes()


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_drawing_becomes_a_site_that_nobody_has_saved(hall: Served) -> None:
    answer = sent(hall, "plan.geojson", geojson_bytes())
    told = answer.json()
    assert answer.status_code == 200
    site = site_of_value(told["site"], Path("plan.yaml"))
    assert len(site.floors[0].occluders) > 3 and site.floors[0].zones
    assert told["report"]["unit_m"] == 1.0 and not told["report"]["suggested"]


def house(scale: float) -> bytes:
    """Return the walls of a house, 12 × 8 times a scale, as a drawing that tells no unit."""
    lines = "".join(
        f'<line x1="{x0 * scale}" y1="{y0 * scale}" x2="{x1 * scale}" y2="{y1 * scale}"'
        ' class="wall" stroke="black"/>'
        for (x0, y0), (x1, y1) in WALLS
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g id="walls">{lines}</g></svg>'.encode()


def test_a_drawing_without_a_unit_asks_for_one(hall: Served) -> None:
    """A house 6 km wide is none."""
    refused = sent(hall, "plan.svg", house(500.0))
    assert refused.status_code == 422 and "unit" in refused.json()["error"]["message"]
    told = sent(hall, "plan.svg", house(500.0), "?unit=cm").json()
    assert told["report"]["unit_m"] == pytest.approx(0.01)
    measured = sent(hall, "plan.svg", house(500.0), "?measure=0,0,6000,0%3D24").json()
    assert measured["report"]["unit_m"] == pytest.approx(0.004)


def test_a_picture_is_traced_and_its_walls_are_suggestions(hall: Served) -> None:
    told = sent(hall, "plan.png", png(), "?measure=0,0,120,0%3D12").json()
    assert told["report"]["suggested"] and told["site"]["floors"][0]["occluders"]


@pytest.mark.fault("P3")
@pytest.mark.parametrize("kind", ["svg"])
def test_a_hostile_drawing_is_refused_in_a_sentence(hall: Served, kind: str) -> None:
    for name, data in [*bombs(kind)][1:7:2]:
        answer = sent(hall, f"plan.{kind}", data, "?unit=m")
        assert answer.status_code in (200, 422), name
        if answer.status_code == 422:
            message = answer.json()["error"]["message"]
            assert "\n" not in message and "Traceback" not in message


@pytest.mark.fault("P2")
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb(60_000, 60_000), "at most"),
        (bomb(4000, 4000), "broken"),
        (png()[:60], "broken"),
        (b"<svg onload='alert(1)'/>", "not a JPEG or PNG"),
    ],
)
def test_what_is_no_picture_is_refused(hall: Served, data: bytes, why: str) -> None:
    with hall.client("admin") as client:
        answer = client.put(
            "/api/underlay/ground", content=data, headers={**RAW, "Accept-Language": "en"}
        )
    assert answer.status_code == 422 and why in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("", 400),
        ("..", 400),
        (".hidden.svg", 400),
        ("%00.svg", 400),
        ("a%0ab.svg", 400),
        ("plan.exe", 422),
        ("plan", 422),
        ("plan.dwg", 422),
        ("cameras.csv", 422),
    ],
)
def test_a_name_that_tells_no_kind_is_refused(hall: Served, name: str, status: int) -> None:
    assert sent(hall, name, b"x").status_code == status


def test_a_name_is_never_a_path(hall: Served) -> None:
    name = quote("C:\\plans\\../../etc/平面图.geojson")
    told = json.dumps(sent(hall, name, geojson_bytes()).json()["site"], ensure_ascii=False)
    assert "平面图" in told and ".." not in told and "etc" not in told


@pytest.mark.parametrize(
    "query", ["?unit=parsec", "?scale=-1", "?measure=1,2", "?measure=0,0,0,0%3D1"]
)
def test_a_wish_that_cannot_be_is_refused(hall: Served, query: str) -> None:
    assert sent(hall, "plan.svg", svg_bytes(), query).status_code == 422


def test_a_picture_lies_below_its_floor_under_a_name_of_ours(tmp_path: Path) -> None:
    said, log = b"<script>alert(1)</script>", AccessLog(tmp_path / "log.db")
    with serving(site=hall_in(tmp_path), log=log) as it, it.client("admin") as client:
        assert client.get("/api/underlay/ground").status_code == 404
        told = client.put("/api/underlay/ground", content=png() + said, headers=RAW).json()
        again = client.get("/api/underlay/ground")
        client.put("/api/underlay/ground", content=png((60, 60)), headers=RAW)
    kept, acts = told["picture"], [act.what for act in log.acts()]
    assert re.fullmatch(r"site\.underlays/[0-9a-f]{32}\.png", kept["picture"])
    assert (kept["width_px"], kept["height_px"]) == (120, 80)
    assert again.headers["content-type"] == "image/png"
    # What hung behind the picture stays behind.
    assert said not in again.content and again.content.startswith(b"\x89PNG")
    assert acts == ["underlay:put", "underlay:put"]


def test_a_picture_can_be_gone_back_to_until_nothing_names_it_at_a_save(tmp_path: Path) -> None:
    """A, then B, back to A and saved; then C and E: what neither file nor index names goes."""
    site, copy = hall_in(tmp_path), tmp_path / "copy.yaml"
    with (
        serving(site=site, log=AccessLog(tmp_path / "log.db")) as it,
        it.client("admin") as client,
    ):

        def put() -> str:
            told = client.put("/api/underlay/ground", content=png(), headers=RAW).json()
            return str(told["picture"]["picture"])

        def save(picture: str) -> None:
            now = client.get("/api/site").json()
            now["site"]["floors"][0]["underlay"] = {"picture": picture, "width_m": 9, "height_m": 6}
            body = {"revision": now["revision"], "site": now["site"], "reason": "x"}
            assert client.put("/api/site", json=body).status_code == 200

        def lying() -> set[str]:
            found = (tmp_path / "site.underlays").glob("*.png")
            return {path.relative_to(tmp_path).as_posix() for path in found}

        first, second = put(), put()
        asked = client.get("/api/underlay/ground", params={"picture": first})
        assert asked.status_code == 200 and lying() == {first, second}
        save(first)
        assert lying() == {first, second}
        copy.write_bytes(site.read_bytes())
        save(put())
        # A copy of the site file names the first; nothing has the second any more.
        third = put()
        save(third)
        assert lying() == {first, third}
        copy.unlink()
        save(third)
        assert lying() == {third}
        for name in (first, second, "site.yaml", "site.underlays/index.json", "../x.png"):
            answer = client.get("/api/underlay/ground", params={"picture": name})
            assert answer.status_code == 404


def test_pictures_that_are_kept_at_once_all_stay_known(tmp_path: Path) -> None:
    site, saving = hall_in(tmp_path), Lock()
    floors = [f"floor-{n}" for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        made = [*threads.map(lambda each: keep_underlay(site, each, png(), saving), floors)]
    index = json.loads((underlay_folder(site) / "index.json").read_bytes())["floors"]
    assert {each: index[each]["name"] for each in floors} == dict(
        zip(floors, (each.name for each in made), strict=True)
    )


def test_a_picture_that_the_file_names_is_shown_if_it_is_one(tmp_path: Path) -> None:
    site = hall_in(tmp_path)
    (tmp_path / "plan.png").write_bytes(png())
    (tmp_path / "secret.png").write_text("password: hunter2")
    outside = tmp_path / "out.png"
    outside.symlink_to("/etc/passwd")
    text = site.read_text("utf-8")
    for name, status in (("plan.png", 200), ("secret.png", 404), ("out.png", 404), ("no.png", 404)):
        underlay = f"    underlay: {{picture: {name}, width_m: 12, height_m: 8}}\n    occluders:"
        site.write_text(text.replace("    occluders:", underlay, 1), "utf-8")
        with serving(site=site) as it, it.client("viewer") as client:
            assert client.get("/api/underlay/ground").status_code == status, name
