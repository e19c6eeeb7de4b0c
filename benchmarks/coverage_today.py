"""How soon it is known what opens while cameras fail, against auditing the plan without them.

``python benchmarks/coverage_today.py`` lets cameras of a generated campus fail one after another,
and asks after each for coverage today: what is open, since when, what is still covered. The rival
audits the floor without the failing cameras each time, as one would by hand; it does not know since
when. That both find the same area covered is checked each time.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

# In place of this folder, whose modules would hide packages of their names.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.campus import school_of, seen_profile  # noqa: E402
from pipeline.coverage.cover_floor import cover_floor  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.domain.site import Site  # noqa: E402
from pipeline.domain.today import CameraState  # noqa: E402
from pipeline.workflows.coverage_today import SiteToday  # noqa: E402

NOW_S = 1_000_000.0


def main() -> None:
    """Let cameras fail, and print what each answer took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=100)
    parser.add_argument("--failing", type=int, default=12)
    args = parser.parse_args()
    floor, profile = school_of(args.cameras // 10, args.cameras), seen_profile()
    ids = [camera.id for camera in floor.cameras]
    site = Site("campus", Label("校园", "campus"), (floor,))
    states = {id_: CameraState(id_, NOW_S, NOW_S) for id_ in ids}
    began = time.perf_counter()
    today = SiteToday(site, profile, ids)
    today.at(states, NOW_S, NOW_S)
    print(f"{len(ids)} cameras: ready in {time.perf_counter() - began:.2f} s", flush=True)
    ours, theirs = [], []
    for n in range(args.failing):
        failing = ids[n * len(ids) // args.failing]
        since_s = NOW_S - 1000.0 + n
        states[failing] = CameraState(failing, NOW_S, since_s, ("offline",), since_s)
        began = time.perf_counter()
        told = today.at(states, NOW_S, NOW_S)
        ours.append(time.perf_counter() - began)
        away = {id_ for id_, state in states.items() if state.kinds}
        left = tuple(camera for camera in floor.cameras if camera.id not in away)
        began = time.perf_counter()
        audited = cover_floor(replace(floor, cameras=left), profile, diagnosed=False)
        theirs.append(time.perf_counter() - began)
        difference = abs(told.covered_m2 - audited.covered.area)
        assert difference < 1e-6 * told.required_m2, f"{difference} m² apart"
        print(
            f"{n + 1:3} failing: {ours[-1]:.3f} s, {len(told.spots)} spots open;"
            f" the audit {theirs[-1]:.3f} s",
            flush=True,
        )
    began = time.perf_counter()
    today.at(states, NOW_S, NOW_S)
    again_s = time.perf_counter() - began
    print(
        f"median {median(ours):.3f} s against {median(theirs):.3f} s of the audit,"
        f" {median(theirs) / median(ours):.1f} times faster; asked again {1e3 * again_s:.1f} ms"
    )


if __name__ == "__main__":
    main()
