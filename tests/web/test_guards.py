"""What comes from elsewhere, is too much or too slow is refused before it costs anything.

Each refusal has its control: the same request without what is wrong with it is answered, or the
same attack on a server without the guard does its harm.
"""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline import errors
from pipeline.domain.access import Who
from pipeline.domain.label import Label
from pipeline.web.arrival import LIMITS, MEGABYTE, MOST_HEADERS, MOST_PLAN, RAW, host_name
from pipeline.web.guards import POLICY
from pipeline.web.listening import PatientProtocol
from pipeline.web.refusals import NO_ROOM, NOT_NOW, STATUSES
from tests.web.serving import Served, hall_in, serving

W1 = pytest.mark.fault("W1")
HARM = pytest.mark.fault("W1", control=True)
JSON = "Content-Type: application/json"
MARK = "X-Sightline: 1"


def raw(served: Served, text: str, *, wait_s: float = 10.0) -> tuple[int, str]:
    """Send text as it is, and return the status and all that came back; 0 for nothing."""
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=wait_s)) as line:
        line.sendall(text.replace("\n", "\r\n").encode())
        told = b""
        while part := line.recv(65536):
            told += part
            if is_whole(told):
                break
    return int(told.split()[1]) if told else 0, told.decode("utf-8", "replace")


def is_whole(told: bytes) -> bool:
    """Tell whether an answer has all come."""
    head, ends, body = told.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return bool(ends) and (b" 204 " in head or (length is not None and len(body) >= int(length[1])))


def asked(
    served: Served,
    *headers: str,
    host: str | None = None,
    method: str = "GET",
    path: str = "/api/session",
    body: str = "",
) -> tuple[int, str]:
    """Ask as admin, with headers as they are."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host or f'127.0.0.1:{served.port}'}",
        f"Authorization: Bearer {served.tokens['admin']}",
        *headers,
    ]
    if method != "GET" and not any("ength" in h or "ncoding" in h for h in headers):
        lines.append(f"Content-Length: {len(body)}")
    return raw(served, "\n".join(lines) + "\n\n" + body)


@W1
@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.", "evil.example:80", "[::2]", "", "a b"],
)
def test_a_host_that_is_not_ours_is_refused(hall: Served, host: str) -> None:
    """So that no name somebody else lets point here makes our pages his (DNS rebinding)."""
    assert asked(hall, host=host or " ")[0] == 400


@W1
def test_two_hosts_are_refused(hall: Served) -> None:
    assert asked(hall, "Host: localhost")[0] == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:80"])
def test_by_its_own_names_it_answers(hall: Served, host: str) -> None:
    assert asked(hall, host=host)[0] == 200


def test_a_port_is_no_part_of_a_name() -> None:
    assert [host_name(h) for h in ("a:80", "[::1]", "a:b:c")] == ["a", "[::1]", "a:b:c"]


CHANGE: dict[str, Any] = {"method": "POST", "path": "/api/logout", "body": "{}"}


@W1
@pytest.mark.parametrize(
    "headers",
    [
        (JSON,),
        (JSON, "X-Sightline: 0"),
        (JSON, MARK, "Origin: https://evil.example"),
        (JSON, MARK, "Origin: null"),
        (JSON, MARK, "Origin: http://127.0.0.1:1"),
        (JSON, MARK, "Sec-Fetch-Site: cross-site"),
        (JSON, MARK, "Sec-Fetch-Site: same-site"),
    ],
)
def test_a_change_that_another_site_asks_for_is_refused(
    hall: Served, headers: tuple[str, ...]
) -> None:
    assert asked(hall, *headers, **CHANGE)[0] == 403


@W1
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""],
)
def test_a_form_is_refused(hall: Served, kind: str) -> None:
    """A page of another site can send forms, and nothing else, without asking first."""
    assert asked(hall, MARK, f"Content-Type: {kind}", **CHANGE)[0] == 415
    path = {"method": "PUT", "path": "/api/underlay/ground", "body": "x"}
    assert asked(hall, MARK, f"Content-Type: {kind}", **path)[0] == 415


def test_our_own_page_may_change_things(hall: Served) -> None:
    ours = f"Origin: http://127.0.0.1:{hall.port}"
    assert asked(hall, JSON, MARK, ours, "Sec-Fetch-Site: same-origin", **CHANGE)[0] == 204


@W1
def test_another_site_may_not_read_either(hall: Served) -> None:
    assert asked(hall, "Sec-Fetch-Site: cross-site")[0] == 403
    assert asked(hall, "Sec-Fetch-Site: same-origin")[0] == 200


@W1
@pytest.mark.parametrize(("path", "most"), [limit for limit in LIMITS if limit[0] != "/api/"])
def test_a_body_that_says_it_is_too_long_is_refused_unread(
    hall: Served, path: str, most: int
) -> None:
    path = f"{path}ground" if path.endswith("/") else path
    kind = "Content-Type: application/octet-stream" if path.startswith(RAW) else JSON
    length = f"Content-Length: {most + 1}"
    status, told = asked(hall, MARK, kind, length, "Connection: close", method="POST", path=path)
    assert status == 413 and "too large" in told


@W1
def test_a_body_that_does_not_say_how_long_it_is_is_counted(hall: Served) -> None:
    piece = f"{2048:x}\n{'x' * 2048}\n"
    body = piece * 3
    status, _ = asked(
        hall, MARK, JSON, "Transfer-Encoding: chunked", method="POST", path="/api/login", body=body
    )
    assert status == 413


def test_a_body_in_pieces_is_taken_whole(hall: Served) -> None:
    text = '{"token": "' + "x" * 20 + '"}'
    body = "".join(f"1\n{letter}\n" for letter in text) + "0\n\n"
    status, told = asked(
        hall, MARK, JSON, "Transfer-Encoding: chunked", method="POST", path="/api/login", body=body
    )
    assert (status, "no such token" in told) == (401, True)


@W1
@pytest.mark.parametrize("length", ["-1", "1e9", "0x10", "12, 13", "١٢"])
def test_a_length_that_is_none_is_refused(hall: Served, length: str) -> None:
    status, _ = asked(
        hall, MARK, JSON, f"Content-Length: {length}", method="POST", path="/api/login"
    )
    assert status == 400


@W1
def test_a_stranger_is_refused_before_his_body_is_read(hall: Served) -> None:
    head = ("POST /api/plan/import HTTP/1.1", "Host: localhost", MARK, "Content-Length: 50000000")
    text = "\n".join([*head, "Content-Type: application/octet-stream", "", ""])
    began = time.monotonic()
    assert raw(hall, text)[0] == 401
    assert time.monotonic() - began < hall.desk.body_s


@W1
@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "\xff", '{"token": }', "9" * 5000])
def test_a_body_that_is_no_json_is_refused(hall: Served, body: str) -> None:
    with hall.client("admin") as client:
        answer = client.post(
            "/api/site/diff", content=body, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"error"} and "Traceback" not in answer.text


@W1
def test_a_head_that_is_too_long_is_refused(hall: Served) -> None:
    assert asked(hall, *[f"X-{n}: 1" for n in range(MOST_HEADERS)])[0] == 400
    assert asked(hall, f"X-Long: {'x' * 40_000}")[0] == 400
    assert asked(hall, path=f"/api/session?{'x' * 40_000}")[0] == 400


@W1
def test_a_thousand_ranges_are_refused(hall: Served) -> None:
    ranges = "Range: bytes=" + ",".join(f"{n}-{n}" for n in range(1000))
    assert asked(hall, ranges, path="/assets/api.js")[0] == 400


def test_one_range_is_answered_with_the_whole_file(hall: Served) -> None:
    status, told = asked(hall, "Range: bytes=0-9", path="/assets/api.js")
    assert status == 200 and "export async function api" in told


@pytest.fixture
def hasty(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Give a server that waits for a fifth of a second where others wait for half a minute."""
    monkeypatch.setattr(PatientProtocol, "head_s", 0.2)
    with serving(site=hall_in(tmp_path), body_s=0.2) as it:
        yield it


@W1
def test_a_body_that_trickles_in_is_given_up(hasty: Served) -> None:
    status, told = asked(
        hasty, MARK, JSON, "Content-Length: 100", method="POST", path="/api/login", body="{"
    )
    assert status == 408 and "connection: close" in told.lower()


@W1
def test_a_head_that_trickles_in_is_hung_up_on(hasty: Served) -> None:
    assert raw(hasty, "GET / HTTP/1.1\nHost: loc") == (0, "")


@W1
def test_a_second_head_that_trickles_in_is_hung_up_on(hasty: Served) -> None:
    first = "GET /assets/api.js HTTP/1.1\nHost: localhost\n\n"
    with closing(socket.create_connection(("127.0.0.1", hasty.port), timeout=10.0)) as line:
        line.sendall((first + "GET / HTTP/1.1\nHost:").replace("\n", "\r\n").encode())
        told = b""
        while part := line.recv(65536):
            told += part
    assert told.startswith(b"HTTP/1.1 200")


@W1
def test_many_slow_ones_do_not_keep_others_waiting(hasty: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", hasty.port)) for _ in range(100)]
    try:
        for line in slow:
            line.sendall(b"GET /api/session HTTP/1.1\r\nHost:")
        assert asked(hasty)[0] == 200
    finally:
        for line in slow:
            line.close()


class NoGuard:
    """What a server is without its guard: it takes everybody for its admin."""

    def __init__(self, app: ASGIApp, desk: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["who"] = Who("admin", "admin")
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server without a guard, and with the patience of the library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.web.app.Guard", NoGuard)
        patch.setattr(PatientProtocol, "head_s", 3600.0)
        with serving(site=hall_in(tmp_path_factory.mktemp("bare"))) as it:
            yield it


@HARM
def test_without_the_guard_any_host_is_answered(bare: Served) -> None:
    assert asked(bare, host="evil.example")[0] == 200


@HARM
def test_without_the_guard_any_site_changes_things(bare: Served) -> None:
    evil = ("Origin: https://evil.example", "Sec-Fetch-Site: cross-site", JSON)
    assert asked(bare, *evil, **CHANGE)[0] == 204


@HARM
def test_without_the_guard_a_stranger_is_told_everything(bare: Served) -> None:
    assert httpx.get(f"{bare.url}/api/site", trust_env=False).status_code == 200


@HARM
def test_without_the_guard_a_body_of_any_size_is_taken(bare: Served) -> None:
    piece = f"{2048:x}\n{' ' * 2048}\n"
    body = piece * 100 + "2\n{}\n0\n\n"
    more = {"method": "POST", "path": "/api/login", "body": body}
    status, _ = asked(bare, JSON, "Transfer-Encoding: chunked", **more)
    assert status == 422


@HARM
@pytest.mark.parametrize(
    "sent",
    [
        "GET / HTTP/1.1\nHost: loc",
        f"POST /api/login HTTP/1.1\nHost: a\n{JSON}\nContent-Length: 9\n\n{{",
    ],
)
def test_without_the_guard_who_trickles_is_waited_for(bare: Served, sent: str) -> None:
    """Longer, at least, than the server with a guard waits in the tests above."""
    with pytest.raises(TimeoutError):
        raw(bare, sent, wait_s=0.6)


@pytest.mark.parametrize(
    "path", ["/", "/login", "/assets/api.js", "/api/session", "/api/nothing", "/nothing"]
)
def test_every_answer_tells_the_browser_what_it_may_do(hall: Served, path: str) -> None:
    with hall.client("viewer") as client:
        headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "'unsafe" not in POLICY and "default-src 'none'" in POLICY
    assert "img-src 'self' blob:;" in POLICY and "data:" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert "server" not in headers


def test_data_is_never_kept_by_a_browser(hall: Served) -> None:
    with hall.client("viewer") as client:
        assert client.get("/api/site").headers["cache-control"] == "no-store"


def test_a_limit_is_that_of_the_longest_beginning() -> None:
    limits = dict(LIMITS)
    assert limits["/api/plan/import"] == 50 * MEGABYTE and limits["/api/underlay/"] == 20 * MEGABYTE
    starts = [start for start, _ in LIMITS]
    assert all(not later.startswith(s) for n, s in enumerate(starts) for later in starts[n + 1 :])


WALL = {
    "id": "w00001",
    "kind": "wall",
    "line": [[123.456, 100.001], [117.123, 99.998]],
    "thickness_m": 0.24,
    "bottom_m": 0.0,
    "top_m": 3.05,
}
CAMERA = {
    "id": "cam-0001",
    "name": {"zh": "三层东侧走廊摄像机", "en": "Camera of the east corridor"},
    "position": [123.456, 117.123],
    "height_m": 3.05,
    "pan_deg": 123.45,
    "tilt_deg": 25.25,
    "roll_deg": 0.5,
    "hfov_deg": 84.25,
    "picture": [3840, 2160],
    "class": "bullet-8mp",
    "ir_range_m": 30.0,
    "masks": [[[0.1, 0.1], [0.4, 0.1], [0.4, 0.4], [0.1, 0.4]]],
}


def test_a_plan_of_5000_walls_and_1000_cameras_fits_three_times() -> None:
    floor = {"occluders": [WALL] * 5000, "cameras": [CAMERA] * 1000}
    length = len(json.dumps({"site": {"floors": [floor]}}, ensure_ascii=False).encode())
    assert length < MOST_PLAN / 3 < 2 * length


TRAVERSAL = (
    "/assets/../../../etc/passwd",
    "/assets/..%2f..%2fetc%2fpasswd",
    "/assets/%2e%2e/%2e%2e/app.py",
    "/assets/..%5c..%5capp.py",
    "/assets//etc/passwd",
    "/assets/%00",
    "/assets/api.js%00.html",
    "/assets/.",
    "/assets/",
    "/assets/words",
    "/assets/../app.py",
    "/..%2fapp.py",
    "//etc/passwd",
    "/assets/%c0%ae%c0%ae/app.py",
    "/assets/CON",
    "/api/underlay/..%2f..%2fsite.yaml",
    "/api/underlay/site.yaml",
    "/api/underlay/%2e%2e",
    "/api/underlay/ground%00",
    "/api/underlay/" + "a" * 5000,
)


@W1
@pytest.mark.parametrize("path", TRAVERSAL)
def test_no_path_leads_out_of_what_is_served(hall: Served, path: str) -> None:
    status, told = asked(hall, path=path)
    assert status in (400, 404)
    assert "root:" not in told and "import " not in told and "hunter2" not in told


def test_a_fault_of_ours_is_told_in_a_sentence(
    hall: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("pipeline.web.site_routes.class_values", broken)
    with hall.client("viewer") as client:
        answer = client.get("/api/catalogue", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert answer.json() == {
        "error": {"message": "a fault of ours; please look into the log, and report it"}
    }
    assert "a secret of the inside" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (errors.StorageError("/srv/school/watch.db: there is no store"), 503, NOT_NOW),
        (errors.StreamError("rtsp://10.0.0.9/1: refused"), 503, NOT_NOW),
        (errors.DiskFullError("/srv/school/watch.db: no space left"), 507, NO_ROOM),
        # What somebody has sent himself he is told of.
        (errors.InputError("why: is too long"), 422, Label("why: is too long", "why: is too long")),
    ],
)
def test_where_things_lie_on_the_server_is_told_to_nobody_but_its_keeper(
    hall: Served,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    told: Label,
) -> None:
    def broken() -> None:
        raise error

    monkeypatch.setattr("pipeline.web.site_routes.class_values", broken)
    with hall.client("viewer") as client:
        for language in ("zh", "en"):
            answer = client.get("/api/catalogue", headers={"Accept-Language": language})
            assert answer.status_code == status
            assert answer.json() == {"error": {"message": told.told(language)}}  # type: ignore[arg-type]
    assert (str(error) in capsys.readouterr().err) == (status >= 500)


def test_every_error_of_the_tree_has_a_status() -> None:
    """An error takes that of its nearest ancestor; none falls through."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    statuses = {
        kind.__name__: next(STATUSES[each] for each in kind.__mro__ if each in STATUSES)
        for kind in kinds
    }
    assert statuses["UnknownNameError"] == 404 and statuses["LedgerError"] == 409
    assert statuses["SiteFileError"] == statuses["GeometryError"] == statuses["PlanError"] == 422
    assert statuses["DiskFullError"] == 507 and statuses["StorageError"] == 503
    assert min(statuses.values()) >= 400


def test_what_is_refused_is_told_in_the_language_of_the_page(hall: Served) -> None:
    for language, told in (("zh", "没有这个页面"), ("en", "there is no such page")):
        answer = httpx.get(f"{hall.url}/x", headers={"Accept-Language": language}, trust_env=False)
        assert answer.json()["error"]["message"] == told


@pytest.mark.parametrize("path", ["/", "/console", "/assets/words.js"])
def test_whoever_only_looks_whether_a_page_is_there_is_told_its_size(
    hall: Served, path: str
) -> None:
    with hall.client() as client:
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
