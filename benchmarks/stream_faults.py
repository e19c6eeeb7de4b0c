"""How soon a watch tells what happens to a camera, how soon it is back, and what the others lose.

``python benchmarks/stream_faults.py [--only stalled,lossy] [--kills 20]``

Four cameras are watched with the waits that a user has, by the supervisor and the processes of
``sightline watch``, with an eye that needs no model. One of them is struck: unplugged, killed again
and again, stalled, mute, its password changed, a third of its packets damaged or lost, its process
killed or stopped. Printed are the seconds until its fault is in the store and from the end of the
strike to the next good sample, and the samples a second of the three others while it lasted,
against those before.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.jobs.patience import Patience  # noqa: E402
from pipeline.store.database import open_store, rows  # noqa: E402
from tests.jobs.lamps import count_lamps, lamp_clip  # noqa: E402
from tests.jobs.watching import Watching, watching  # noqa: E402
from tests.rtsp_server import RtspServer  # noqa: E402

LOGIN = ("viewer", "right")
OTHERS = ("b", "c", "d")
STRIKE_S = 10.0
MOST_LOST = 0.05
USUAL = Patience()


@dataclass(frozen=True)
class Strike:
    """What is done to a camera, how it is mended, the fault it makes, and by when that is told."""

    hit: Callable[[RtspServer, Watching], None]
    mend: Callable[[RtspServer, Watching], None]
    kind: str | None
    within_s: float


def _kill(number: signal.Signals) -> Callable[[RtspServer, Watching], None]:
    def hit(server: RtspServer, watch: Watching) -> None:
        os.kill(watch.pid("a") or 0, number)

    return hit


def _set(name: str, value: object) -> Callable[[RtspServer, Watching], None]:
    return lambda server, watch: setattr(server, name, value)


def _refuse(server: RtspServer, watch: Watching) -> None:
    server.login = ("viewer", "another")
    server.kill_clients()


def _mute(server: RtspServer, watch: Watching) -> None:
    server.stall(mute=True)
    server.kill_clients()


def _nothing(server: RtspServer, watch: Watching) -> None:
    """Leave it to the watch."""


READ_S, OPEN_S = USUAL.read_timeout_s, USUAL.open_timeout_s
STRIKES = {
    "unplugged": Strike(lambda s, w: s.stop(), lambda s, w: s.start(), "offline", 5.0),
    "stalled": Strike(lambda s, w: s.stall(), lambda s, w: s.resume(), "stalled", READ_S + 1.0),
    "mute": Strike(_mute, lambda s, w: s.resume(), "offline", OPEN_S + 1.0),
    "corrupt": Strike(_set("corrupt", 0.3), _set("corrupt", 0.0), None, 0.0),
    "lossy": Strike(_set("loss", 0.3), _set("loss", 0.0), None, 0.0),
    "killed": Strike(_kill(signal.SIGKILL), _nothing, "stalled", 1.0),
    "stopped": Strike(_kill(signal.SIGSTOP), _kill(signal.SIGCONT), "stalled", USUAL.stall_s + 1.0),
    "password": Strike(_refuse, _set("login", LOGIN), "auth", 5.0),
}


def samples(watch: Watching, camera_ids: Sequence[str], since_s: float, until_s: float) -> float:
    """Return how many samples a second cameras have each, of whole seconds between two times."""
    query = (
        "SELECT sum(samples) FROM occupancy WHERE second >= ? AND second < ?"
        f" AND zone_id IN ({', '.join('?' * len(camera_ids))})"
    )
    begin, end = int(since_s) + 1, int(until_s)
    with closing(open_store(watch.path)) as store:
        ((found,),) = rows(store, query, (begin, end, *camera_ids))
    return (found or 0) / max(1, end - begin) / len(camera_ids)


def struck(watch: Watching, server: RtspServer, name: str, strike: Strike) -> bool:
    """Strike a camera, and print what came of it; tell whether all is as it is to be."""
    before, began = len(watch.faults("a")), time.time()
    usual = samples(watch, OTHERS, began - 8.0, began - 2.0)
    strike.hit(server, watch)
    told_s = None
    while time.time() - began < STRIKE_S:
        if told_s is None and len(watch.faults("a")) > before:
            told_s = time.time() - began
        time.sleep(0.05)
    strike.mend(server, watch)
    mended, kinds = time.time(), {fault.kind for fault in watch.faults("a")[before:]}
    back_s = None if strike.kind == "auth" else _back(watch, mended)
    time.sleep(2.5)
    during = samples(watch, OTHERS, began, mended)
    as_told = strike.kind is None or (
        strike.kind in kinds and told_s is not None and told_s <= strike.within_s
    )
    kept = during >= (1.0 - MOST_LOST) * usual
    own = samples(watch, ["a"], began, mended)
    print(
        f"{name:10} told {'-' if told_s is None else f'{told_s:.1f} s':>6}"
        f" (at most {strike.within_s:g} s)  back {'-' if back_s is None else f'{back_s:.1f} s':>6}"
        f"  own samples {own:.2f}/s  others {during:.2f}/s, {usual:.2f}/s before"
        f"  {'as it is to be' if as_told and kept else 'NOT AS IT IS TO BE'}",
        flush=True,
    )
    return as_told and kept


def _back(watch: Watching, since: float) -> float:
    """Wait until a camera has no fault and is counted, and return how long that took."""
    while any(fault.end_s is None for fault in watch.faults("a")):
        time.sleep(0.05)
    seen = watch.good("a")
    while watch.good("a") <= seen:
        time.sleep(0.05)
    return time.time() - since


def killed_again(watch: Watching, server: RtspServer, times: int) -> bool:
    """Break the connection off so many times, and print how often it was made again."""
    made, began = 0, time.time()
    for _ in range(times):
        dialled = server.connections
        server.kill_clients()
        until = time.time() + 10.0
        while server.connections == dialled and time.time() < until:
            time.sleep(0.02)
        made += server.connections > dialled
        time.sleep(0.5)
    _back(watch, time.time())
    print(f"{'again':10} {made}/{times} connections made again in {time.time() - began:.0f} s")
    return made == times


def main() -> int:
    """Strike by turns, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", help=f"some of {', '.join(STRIKES)}")
    parser.add_argument("--kills", type=int, default=20)
    args = parser.parse_args()
    names = args.only.split(",") if args.only else list(STRIKES)
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        clip = lamp_clip(5, fps=25.0)
        servers = {
            name: stack.enter_context(RtspServer({name: clip}, login=LOGIN))
            for name in ("a", *OTHERS)
        }
        urls = {name: server.url(name, LOGIN) for name, server in servers.items()}
        usual = dict.fromkeys(urls, USUAL)
        with watching(Path(folder) / "gates.db", urls, count_lamps, usual) as watch:
            for name in urls:
                watch.wait_until_well(name)
            time.sleep(8.0)
            held = [killed_again(watch, servers["a"], args.kills)] if args.kills else []
            held += [struck(watch, servers["a"], name, STRIKES[name]) for name in names]
    print(f"{sum(held)}/{len(held)} as it is to be")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
