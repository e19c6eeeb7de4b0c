"""What a planner does with the page, as a test says it."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.web.serving import Served, page_of

TO_SCREEN = """([x, y]) => {
  const {a, d, e, f} = document.querySelector(".world").transform.baseVal.consolidate().matrix
  const box = document.querySelector("#board").getBoundingClientRect()
  return [box.x + a * x + e, box.y + d * y + f]
}"""
DROPPED = """([content, name]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
  const dropped = new DataTransfer()
  dropped.items.add(new File([bytes], name))
  return dropped
}"""


@contextmanager
def planner(
    browser: Any,
    served: Served,
    language: str = "en",
    role: Any = "admin",
    awaited: str = "numbers",
    **more: Any,
) -> Iterator[Any]:
    """Give the planner's page once its exact numbers are there, or its own figures (`scene`)."""
    size = more.pop("viewport", {"width": 1280, "height": 800})
    with page_of(browser, served, role, viewport=size, **more) as page:
        page.set_default_timeout(60_000)
        page.goto(f"/?lang={language}")
        if awaited == "numbers":
            exact(page)
        else:
            page.wait_for_selector('.cone[d^="M"]', state="attached")
        yield page


def exact(page: Any) -> None:
    """Wait until the figures are the server's, of the plan as it is, and no step is open."""
    page.wait_for_selector("#state.exact")


def screen(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the plan is on the screen."""
    at = page.evaluate(TO_SCREEN, [x, y])
    return at[0], at[1]


def press(page: Any, x: float, y: float) -> None:
    """Press the pointer at a place of the plan."""
    page.mouse.move(*screen(page, x, y))
    page.mouse.down()


def move(page: Any, x: float, y: float) -> None:
    """Move the pointer there, by way of the middle, as a hand does."""
    page.mouse.move(*screen(page, x, y), steps=4)


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one place of the plan to another."""
    press(page, *start)
    move(page, *end)
    page.mouse.up()


def click(page: Any, x: float, y: float) -> None:
    page.mouse.click(*screen(page, x, y))


def field(page: Any, name: str) -> float:
    """Return a number of the panel."""
    return float(page.input_value(f"#field-{name}"))


def share(page: Any) -> float:
    """Return the share that is shown as covered nominally, with its "≈" or without."""
    return float(page.inner_text("#nominal").strip("≈ %"))


def is_red(page: Any, x: float, y: float) -> bool:
    """Tell whether a place is drawn as blind."""
    inside = "([x, y]) => document.querySelector('.blind-about').isPointInFill(new DOMPoint(x, y))"
    return bool(page.evaluate(inside, [x, y]))


def drop(page: Any, path: Path) -> None:
    """Drop a file onto the page."""
    content = base64.b64encode(path.read_bytes()).decode()
    dropped = page.evaluate_handle(DROPPED, [content, path.name])
    page.dispatch_event("body", "drop", {"dataTransfer": dropped})


def draft(page: Any) -> Any:
    """Return the site that the page works on, as kept for a reload; None once it is saved."""
    return page.evaluate(
        """async () => {
          dispatchEvent(new Event("pagehide"))
          const key = Object.keys(localStorage).find((each) => each.startsWith("sightline.draft"))
          return key ? JSON.parse(localStorage.getItem(key)).site : null
        }"""
    )


def as_opened(page: Any) -> None:
    """Take back all that a test did to a page: tools, dialogs, every step, the choice, the view."""
    page.emulate_media(media="screen")
    page.mouse.up()
    for _ in range(3):
        page.keyboard.press("Escape")
    while page.is_enabled("#undo"):
        page.click("#undo")
    page.click("#tab-item")
    page.click("#zoom-fit")
    page.keyboard.press("Escape")
    page.mouse.move(700, 790)
    page.evaluate("localStorage.clear()")
    exact(page)


def audited(site: Path) -> dict[str, Any]:
    """Return what the shell says of the file."""
    command = [sys.executable, "-m", "pipeline", "audit", str(site), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    summary: dict[str, Any] = json.loads(done.stdout)["summary"]
    return summary
