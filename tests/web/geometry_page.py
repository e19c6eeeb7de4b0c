"""The modules of the browser's geometry in a page of their own, which nothing else serves."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parents[2] / "pipeline" / "web" / "assets" / "geometry"
ORIGIN = "http://geometry.test"

Broken = Callable[[str, str], str]
"""Changes the text of a module, by its name."""

SEE = """async () => {
  const { Floor } = await import("/geometry/floor.js");
  const plans = await (await fetch("/cases")).json();
  return JSON.stringify(plans.map(({ scene, poses, seen }) => {
    const floor = new Floor(scene);
    for (const [id, pose] of Object.entries(poses)) floor.move(id, pose);
    const rings = seen.map(({ camera, look }) =>
      floor.cone(floor.cameras.get(camera).camera, look).map((ring) => Array.from(ring)));
    return { rings, pct: floor.coveredPct() };
  }));
}"""


@contextmanager
def geometry_page(browser: Any, broken: Broken = lambda name, text: text) -> Iterator[Any]:
    """Give a page whose modules are those of the package, or a broken copy of them."""
    context = browser.new_context()
    page = context.new_page()

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/geometry/")
        file = ASSETS / name
        if route.request.url == f"{ORIGIN}/":
            route.fulfill(body="<!doctype html><title>geometry</title>", content_type="text/html")
        elif file.is_file():
            text = broken(name, file.read_text(encoding="utf-8"))
            route.fulfill(body=text, content_type="text/javascript")
        else:
            route.abort()

    context.route("**/*", answer)
    page.goto(f"{ORIGIN}/")
    try:
        yield page
    finally:
        context.close()


def seen(page: Any, file: Path) -> list[dict[str, Any]]:
    """Return what the browser sees in plans of a file: the rings of cases, and covered shares."""
    told = file.read_text(encoding="utf-8")
    page.route(f"{ORIGIN}/cases", lambda route: route.fulfill(body=told))
    found: list[dict[str, Any]] = json.loads(page.evaluate(SEE))
    return found


def plans_of(file: Path) -> list[dict[str, Any]]:
    """Return the plans of a file of cases."""
    plans: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return plans
