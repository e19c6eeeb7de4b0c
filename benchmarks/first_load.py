"""How soon a planner sees his plan who opens the page for the first time.

``python benchmarks/first_load.py [--rounds N]``

``sightline serve`` runs as a process of its own before a copy of the demo school; each round opens
its planner in a fresh profile of a headless Chromium, with nothing kept. What is told, since the
address was entered: the first thing on the screen, the page ready for the hand (its tools, walls
and cameras drawn), what the cameras see, and the exact numbers; and the bytes that came, as they
were packed: page, styles and scripts, and Chinese letters, which come where the machine has none.
Beside it stand the same page again in the same profile, and over a line of 10 Mbit/s that takes
40 ms there and back.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])

from tests.web.serving import BROWSER, FLAGS, school_in  # noqa: E402

TARGET_S, TARGET_BYTES = 1.0, 150_000
LINE = {"offline": False, "latency": 40, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6}
"""Milliseconds there and back, and bytes a second."""
MARKS = """() => {
  window.marks = {};
  const seen = () => {
    const now = performance.now();
    const is = (name, found) => found && (window.marks[name] ??= now);
    is("ready", document.body?.classList.contains("ready"));
    is("views", document.querySelector('.cone[d^="M"]'));
    is("exact", document.querySelector("#state.exact"));
    if (!window.marks.exact || !window.marks.views) requestAnimationFrame(seen);
  };
  requestAnimationFrame(seen);
}"""
TOLD = """() => {
  const all = performance.getEntriesByType("resource");
  const files = [...performance.getEntriesByType("navigation"), ...all];
  const size = (part) => part.reduce((sum, each) => sum + each.encodedBodySize, 0);
  const of = (each) => ["api", "font"].find((part) => each.name.includes(`/${part}/`)) ?? "page";
  return {
    ...window.marks,
    first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    bytes: size(files.filter((each) => of(each) === "page")),
    letters: size(files.filter((each) => of(each) === "font")),
    sent: files.reduce((sum, each) => sum + each.transferSize, 0),
  };
}"""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve the demo school by the command line; gives its address and an auditor's token."""
    command = [sys.executable, "-m", "pipeline", "serve", str(school_in(folder)), "--port", "0"]
    command += ["--access", str(folder / "access"), "--lang", "en"]
    with subprocess.Popen(
        command, cwd=sys.path[0], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if login := re.search(r"auditor +(http\S+)/login#(\S+)", line):
                    yield login[1], login[2]
                    break
        finally:
            process.terminate()


def opened(browser: Any, url: str, token: str, *, again: bool, slow: bool) -> dict[str, float]:
    """Open the planner in a fresh profile, and return what was told of it in ms and bytes."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
    headers = {"X-Sightline": "1"}
    context.request.post("/api/login", data={"token": token}, headers=headers)
    context.add_init_script(f"({MARKS})()")
    page = context.new_page()
    if slow:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
    for _ in range(1 + again):
        page.goto("/?lang=en")
        page.wait_for_function("() => window.marks.exact && window.marks.views")
    told: dict[str, float] = page.evaluate(TOLD)
    context.close()
    return told


def print_opened(name: str, rounds: list[dict[str, float]]) -> None:
    """Print the median of each moment, and the most of the one that is wanted."""
    at = {key: median(each[key] for each in rounds) for key in rounds[0]}
    slowest = max(each["ready"] for each in rounds)
    print(
        f"{name:<22}{at['first'] / 1e3:>7.2f}{at['ready'] / 1e3:>7.2f}{slowest / 1e3:>7.2f}"
        f"{at['views'] / 1e3:>7.2f}{at['exact'] / 1e3:>7.2f}"
        f"{at['bytes']:>11.0f}{at['letters']:>9.0f}{at['sent']:>10.0f}",
        flush=True,
    )


def main() -> None:
    """Measure, and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    print(f"target: ready in {TARGET_S:g} s, {TARGET_BYTES} bytes of page, style and scripts")
    print(f"{'':<22}  first  ready   most  views  exact page,bytes  letters  all sent")
    with (
        TemporaryDirectory() as folder,
        served(Path(folder)) as (url, token),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        for name, again, slow in (
            ("first time", False, False),
            ("again", True, False),
            ("first time, slow line", False, True),
        ):
            told = [opened(browser, url, token, again=again, slow=slow) for _ in range(rounds)]
            print_opened(name, told)
        browser.close()


if __name__ == "__main__":
    main()
