"""A real server on loopback before a copy of the demo school, and a real browser before it."""

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from pipeline.config.embedded import embedded
from pipeline.domain.access import ROLES, AccessKeys, Role, TokenHolder, Who
from pipeline.web.access import Access
from pipeline.web.app import application
from pipeline.web.desk import Desk
from pipeline.web.listening import Server, listener, server

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
LOADED_S = 20.0


def keys() -> AccessKeys:
    """Return one person for each role, with a token of his own."""
    holders = tuple(TokenHolder(Who(role, role), secrets.token_urlsafe(32)) for role in ROLES)
    return AccessKeys(holders, secrets.token_bytes(32))


@dataclass
class Served:
    """A server as a test sees it."""

    url: str
    app: FastAPI
    desk: Desk
    tokens: dict[Role, str]
    ending: Server

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def cookie(self, role: Role) -> dict[str, Any]:
        """Return a cookie of a role, as a browser's context takes it."""
        access = self.desk.access
        value = access.session(Who(role, role))
        return {"name": access.cookie, "value": value, "url": self.url, "sameSite": "Strict"}

    @contextmanager
    def client(self, role: Role | None = None) -> Iterator[httpx.Client]:
        """Give a client that sends what our pages send, as somebody or as a stranger."""
        headers = {"X-Sightline": "1"}
        if role is not None:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        with httpx.Client(base_url=self.url, headers=headers, timeout=30.0, trust_env=False) as it:
            yield it


@contextmanager
def serving(**files: Any) -> Iterator[Served]:
    """Serve a desk on a free port, in a thread, until the block ends; `files` are its fields."""
    known = keys()
    desk = Desk(access=Access(known), **files)
    app = application(desk)
    with listener("127.0.0.1", 0) as socket:
        it = server(app)
        thread = threading.Thread(target=it.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        while not it.started and thread.is_alive():
            time.sleep(0.005)
        tokens = {holder.who.role: holder.token for holder in known.holders}
        try:
            yield Served(f"http://127.0.0.1:{socket.getsockname()[1]}", app, desk, tokens, it)
        finally:
            it.should_exit = True
            thread.join(10.0)


def school_in(folder: Path) -> Path:
    """Return the site file of a copy of the demo school below a folder."""
    home = embedded("floorplans/demo-school/site.yaml").parent
    for name in ("site.yaml", "cameras.csv"):
        shutil.copyfile(home / name, folder / name)
    return folder / "site.yaml"


@contextmanager
def page_of(
    browser: Any, served: Served, role: Role | None = "admin", **more: Any
) -> Iterator[Any]:
    """Give a page of a context of its own; what it asks of any other machine is refused.

    `it.beyond` lists what was asked of others, and `it.faults` what scripts failed with.
    """
    context = browser.new_context(base_url=served.url, **more)
    if role is not None:
        context.add_cookies([served.cookie(role)])
    it = context.new_page()
    it.beyond, it.faults = [], []

    def refused(route: Any) -> None:
        it.beyond.append(route.request.url)
        route.abort()

    # The browser's side tells by the pattern what is ours; asked here, each request would wait.
    context.route(re.compile(rf"^(?!{re.escape(served.url)}/|data:|blob:)"), refused)
    it.on("pageerror", lambda error: it.faults.append(str(error)))
    try:
        yield it
    finally:
        context.close()


HALL = """\
# A hall, as we found it
format: 1
id: hall
name: {zh: 礼堂, en: Hall}
camera_list: cameras.csv
delivery:
  receivers:
    - {id: bureau, sink: webhook, url: https://bureau.example/secret-path}
floors:
  - id: ground            # the only one
    name: {zh: 一层, en: Ground}
    outline: [[0, 0], [12, 0], [12, 8], [0, 8]]
    occluders:
      - {id: north, kind: wall, line: [[0, 7.9], [12, 7.9]], thickness_m: 0.2}
      - {id: pillar, kind: pillar, ring: [[5, 3], [6, 3], [6, 4], [5, 4]]}   # of stone
    zones:
      - {id: hall-zone, kind: corridor, name: {zh: 大厅, en: Hall}, ring: [[0, 0], [12, 0], [12, 7.8], [0, 7.8]]}
    cameras:
      - id: cam-1         # by the door
        position: [0.2, 0.2]
        height_m: 3
        pan_deg: 35       # to be checked
        tilt_deg: 25
        hfov_deg: 84
        picture: [1920, 1080]
        stream: {url: "rtsp://guard:hunter2@10.0.0.9/1"}
      - {id: cam-2, position: [11, 7], height_m: 3, pan_deg: 200, tilt_deg: 25, hfov_deg: 84, picture: [1920, 1080]}
    # nothing below
"""  # noqa: E501 - a line each, as people write it
"""A small site with everything that a page must not be told, and comments that must stay."""


def hall_in(folder: Path) -> Path:
    """Return the site file of the hall below a folder."""
    (folder / "cameras.csv").write_text("id\ncam-1\ncam-2\n", "utf-8")
    path = folder / "site.yaml"
    path.write_text(HALL, "utf-8")
    return path
