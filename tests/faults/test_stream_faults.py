"""What a live stream can do to a watch, each row with what happens without the protection."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.domain.camera import Stream
from pipeline.domain.frame import Frame
from pipeline.errors import StreamError
from pipeline.health.live_stream import StreamWatch
from pipeline.jobs.clock import Clock
from pipeline.jobs.patience import Patience
from pipeline.sources.clip import encoded_clip
from pipeline.sources.live import LiveStream
from pipeline.workflows.live_health import LiveHealth
from tests.jobs.lamps import CELL_PX, COLUMNS, ROWS, count_lamps, lamp_clip, lamp_picture
from tests.jobs.watching import HASTE, SAMPLE_FPS, Watching, until, watching
from tests.rtsp_server import RtspServer, coded_clip

LOGIN, WRONG = ("viewer", "right-secret"), ("viewer", "wrong-secret")


@pytest.fixture
def server() -> Iterator[RtspServer]:
    with RtspServer({"a": lamp_clip(5)}) as running:
        yield running


def naive_end(server: RtspServer, spoil: str) -> BaseException | None:
    """Read a stream as most scripts do, spoil it, and return how that ends: None in silence."""
    with av.open(server.url("a"), options={"rtsp_transport": "tcp"}, timeout=(5, 5)) as container:
        pictures = container.decode(video=0)
        next(pictures)
        getattr(server, spoil)()
        try:
            for _ in pictures:
                pass
        except av.error.FFmpegError as error:
            return error
    return None


@pytest.mark.fault("R1", control=True)
@pytest.mark.fault("R4", control=True)
def test_a_plain_loop_takes_a_broken_connection_for_the_end(server: RtspServer) -> None:
    assert naive_end(server, "kill_clients") is None


def still_waits(work: threading.Thread, for_s: float) -> bool:
    """Tell whether a thread is still at work after a time."""
    work.start()
    work.join(for_s)
    return work.is_alive()


@pytest.mark.fault("R2", control=True)
@pytest.mark.long
def test_without_a_timeout_a_mute_camera_is_waited_for_without_end(server: RtspServer) -> None:
    """The protection: `test_live.py` opens with a timeout of half a second, and is refused."""
    server.stall(mute=True)
    opened: list[object] = []

    def dial() -> None:
        with av.open(server.url("a"), options={"rtsp_transport": "tcp"}) as container:
            opened.append(container)

    dialling = threading.Thread(target=dial)
    assert still_waits(dialling, 2.0)
    server.resume()
    dialling.join(20.0)
    assert len(opened) == 1


@pytest.mark.fault("R3", control=True)
@pytest.mark.long
def test_without_a_timeout_a_stall_is_waited_for_without_end(server: RtspServer) -> None:
    seen: list[object] = []

    def read() -> None:
        with av.open(server.url("a"), options={"rtsp_transport": "tcp"}) as container:
            for picture in container.decode(video=0):
                seen.append(picture.pts)
                server.stall()

    reading = threading.Thread(target=read)
    assert still_waits(reading, 2.0)
    server.kill_clients()
    reading.join(20.0)
    assert not reading.is_alive()


@pytest.mark.fault("R3")
@pytest.mark.long
def test_a_camera_that_only_reports_is_stalled_and_dialled_anew(
    server: RtspServer, tmp_path: Path
) -> None:
    """A supervised reader may wait for it without end: its process is killed for its silence."""
    with watching(tmp_path / "g.db", {"a": server.url("a")}, count_lamps, {}) as watch:
        watch.wait_until_well("a")
        dialled, worker = server.connections, watch.pid("a")
        server.stall(reports=True)
        assert "1.5 s" in watch.wait_for_fault("a", "stalled").detail.en
        until(lambda: server.connections > dialled, "a second connection")
        assert watch.pid("a") not in (None, worker)
        server.resume()
        watch.wait_until_well("a")
        assert_no_gap(watch, "a")


@pytest.fixture(scope="module")
def guarded() -> Iterator[RtspServer]:
    with RtspServer({"a": lamp_clip(5), "b": lamp_clip(3)}, login=LOGIN) as server:
        yield server


@pytest.mark.fault("R5", control=True)
@pytest.mark.long
def test_a_password_that_is_tried_like_any_other_fault_is_hammered_at(
    guarded: RtspServer, tmp_path: Path
) -> None:
    """The protection dials once in the same time (`test_camera_worker.py`)."""
    hasty = replace(HASTE, auth_retry_s=0.2)
    before = guarded.refusals
    with watching(tmp_path / "g.db", {"a": guarded.url("a", WRONG)}, count_lamps, {"a": hasty}):
        # Each try is refused twice: without an answer to the question, and with a wrong one.
        until(lambda: guarded.refusals >= before + 8, "four tries")


@pytest.mark.fault("R5")
@pytest.mark.long
def test_a_password_that_is_changed_while_it_is_watched_is_one_fault_and_one_try(
    tmp_path: Path,
) -> None:
    urls = {}
    with RtspServer({"a": lamp_clip(5)}, login=LOGIN) as server:
        urls["a"] = server.url("a", LOGIN)
        with watching(tmp_path / "g.db", urls, count_lamps, {}) as watch:
            watch.wait_until_well("a")
            server.login, dialled = ("viewer", "another"), server.connections
            server.kill_clients()
            watch.wait_for_fault("a", "auth")
            before = watch.unknown("a")
            until(lambda: watch.unknown("a") >= before + 2, "two unknown seconds")
            # At most one that found the door open still, and one that was refused.
            assert server.connections - dialled <= 2
            assert "secret" not in str(watch.faults("a"))


def arrivals(server: RtspServer, after_s: float) -> tuple[list[float], list[float]]:
    """Return when pictures arrived, and when the camera says they were taken, around a change.

    Its first ones are not stamped (`Pace`), which is seen where several are there at once.
    """
    with LiveStream(server.url("a")) as stream:
        arrived, stamped = [], []
        for number, frame in enumerate(islice(stream.frames(), 40)):
            if number == 15:
                server.shift_s += after_s
            assert stream.pace is not None
            arrived.append(frame.t_s)
            if stream.pace.media_s is not None:
                stamped.append(stream.pace.media_s)
    assert len(stamped) >= 35
    return arrived, stamped


WRAP_S = 2**32 / 90_000


@pytest.mark.fault("R6")
@pytest.mark.parametrize("jump_s", [3600.0, -3600.0, WRAP_S - 1.0])
def test_a_camera_that_sets_its_clock_loses_and_doubles_no_second(
    server: RtspServer, jump_s: float
) -> None:
    arrived, _ = arrivals(server, jump_s)
    steps = [after - before for before, after in pairwise(arrived)]
    assert all(0.0 < step < 1.5 for step in steps)


@pytest.mark.fault("R6", control=True)
def test_by_the_cameras_own_stamps_an_hour_would_be_missing(server: RtspServer) -> None:
    _, stamped = arrivals(server, 3600.0)
    assert max(after - before for before, after in pairwise(stamped)) > 3500.0


@pytest.mark.fault("R6")
def test_a_wrap_of_the_stamps_is_no_jump(server: RtspServer) -> None:
    """After 13 hours 32 bits are full; where there are B-frames, FFmpeg then goes on from there."""
    server.shift_s = WRAP_S - 0.7
    watch, told = StreamWatch("a"), []
    with LiveStream(server.url("a")) as stream:
        for _ in islice(stream.frames(), 40):
            assert stream.pace is not None
            told += watch.step(stream.pace, stream.intake)
    assert told == []


class WallClock(Clock):
    """The control: a clock that goes by the wall."""

    def now_s(self) -> float:
        return time.time()


def jumped(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[float]:
    """Return the steps of a clock while somebody sets the host's by an hour, to and fro."""
    real, shift, read = time.time, [0.0], []
    monkeypatch.setattr(time, "time", lambda: real() + shift[0])
    for by_s in (0.0, 3600.0, -3600.0, 0.0):
        shift[0] = by_s
        read.append(clock.now_s())
    return [after - before for before, after in pairwise(read)]


@pytest.mark.fault("R7")
@pytest.mark.long
def test_a_host_whose_clock_is_set_disturbs_no_watch(
    server: RtspServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(tmp_path / "g.db", {"a": server.url("a")}, count_lamps, {}) as watch:
        watch.wait_until_well("a")
        assert all(0.0 <= step < 1.0 for step in jumped(monkeypatch, task_clock(watch)))
        watch.wait_until_well("a")
        watch.wait_until_well("a")
        assert watch.faults("a") == ()
        assert_no_gap(watch, "a")


def task_clock(watch: Watching) -> Clock:
    return watch.supervisor.posts[0].task.clock


@pytest.mark.fault("R7", control=True)
def test_a_clock_by_the_wall_would_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(jumped(monkeypatch, WallClock(0.0))) > 3000.0


def assert_no_gap(watch: Watching, camera_id: str) -> None:
    rows = watch.seconds(camera_id)
    assert [row.second for row in rows] == list(range(rows[0].second, rows[0].second + len(rows)))


@pytest.fixture(scope="module")
def moving() -> bytes:
    """Return pictures of noise, each of them many packets long, however many cores code it."""
    chance = np.random.default_rng(3)
    size = (ROWS * CELL_PX, COLUMNS * CELL_PX, 3)
    clip = encoded_clip([chance.integers(0, 256, size, np.uint8) for _ in range(40)], 20.0)
    assert min(len(unit.packets) for unit in coded_clip(clip).units) > 8
    return clip


@pytest.mark.fault("R8")
@pytest.mark.parametrize("spoil", [{"corrupt": 0.3}, {"loss": 0.2}, {"loss": 0.3}])
def test_spoilt_packets_are_lived_through_and_judge_no_camera(
    moving: bytes, spoil: dict[str, float]
) -> None:
    with RtspServer({"a": moving}) as server:
        vars(server).update(spoil)
        with LiveStream(server.url("a")) as stream:
            frames = list(islice(stream.frames(), 30))
        intake = stream.intake
    assert intake.corrupt > 0
    damaged = [frame for frame in frames if frame.is_damaged]
    assert damaged
    health = LiveHealth(None)
    assert [health.look(frame) for frame in damaged] == [None] * len(damaged)
    # The control: the same pictures, were they not known for what they are.
    assert health.look(replace(damaged[-1], is_damaged=False, t_s=2e9)) is not None


@pytest.mark.fault("R8", control=True)
def test_a_plain_loop_ends_at_the_first_packet_that_cannot_be_decoded() -> None:
    """`test_live.py` reads on through the same damage."""
    with RtspServer({"a": lamp_clip(5)}, speed=4.0) as server:
        for unit in server.clips["a"].units[8::5]:
            spoilt = tuple(nal[:6] + bytes(len(nal) - 6) for nal in unit.nals)
            object.__setattr__(unit, "nals", spoilt)
        with (
            pytest.raises(av.error.InvalidDataError),
            av.open(server.url("a"), options={"rtsp_transport": "tcp"}, timeout=(5, 5)) as stream,
        ):
            for _ in islice(stream.decode(video=0), 200):
                pass


def lit(image: NDArray[np.uint8], columns: int, rows: int) -> int:
    """Return how many lamps burn, by the middle of each cell of a picture."""
    height, width = image.shape[:2]
    down = (np.arange(rows) + 0.5) * height / rows
    right = (np.arange(columns) + 0.5) * width / columns
    return int((image[np.ix_(down.astype(int), right.astype(int))][..., 0] > 128).sum())


def around_a_change(server: RtspServer) -> Iterator[NDArray[np.uint8]]:
    """Yield a picture before and one after the camera has become twice as sharp."""
    with LiveStream(server.url("a")) as stream:
        frames = stream.frames()
        yield next(frames).image
        twice = np.kron(lamp_picture(5), np.ones((2, 2, 1), np.uint8))
        server.clips["a"] = coded_clip(encoded_clip([twice] * 20, 20.0))
        yield next(frame.image for frame in frames if frame.source_size == (512, 256))


@pytest.mark.fault("R9")
def test_a_camera_that_changes_its_size_is_counted_as_before(server: RtspServer) -> None:
    assert [lit(image, COLUMNS, ROWS) for image in around_a_change(server)] == [5, 5]


@pytest.mark.fault("R9", control=True)
def test_a_scale_that_is_kept_from_the_first_picture_counts_wrong(server: RtspServer) -> None:
    before, after = around_a_change(server)
    stale = after[: before.shape[0], : before.shape[1]]
    # Of the quarter that the old size shows, five lamps now fill two rows of eight.
    assert (lit(before, COLUMNS, ROWS), lit(stale, COLUMNS, ROWS)) == (5, 16)


@pytest.mark.fault("R1")
@pytest.mark.fault("R3")
@pytest.mark.fault("R5")
@pytest.mark.fault("R8")
@pytest.mark.long
def test_four_cameras_in_trouble_do_not_cost_the_fifth_a_second(
    moving: bytes, guarded: RtspServer, tmp_path: Path
) -> None:
    """One is dead, one stalls, one refuses us, of one a third of the packets is lost."""
    with (
        RtspServer({"a": lamp_clip(5)}) as stalled,
        RtspServer({"a": moving}) as lossy,
    ):
        lossy.loss = 0.3
        urls = {
            "dead": "rtsp://127.0.0.1:9/none",
            "stalled": stalled.url("a"),
            "auth": guarded.url("a", WRONG),
            "lossy": lossy.url("a"),
            "well": guarded.url("b", LOGIN),
        }
        patient = {"well": Patience(), "lossy": Patience()}
        with watching(tmp_path / "g.db", urls, count_lamps, patient) as watch:
            watch.wait_until_well("stalled")
            watch.wait_until_well("well")
            stalled.stall()
            for name, kind in (("dead", "offline"), ("stalled", "stalled"), ("auth", "auth")):
                watch.wait_for_fault(name, kind)
            before = watch.good("well")
            until(lambda: watch.good("well") >= before + 4, "four more seconds")
            rows = watch.seconds("well")[1:]
            assert watch.faults("well") == ()
            assert_no_gap(watch, "well")
            assert {row.people_max for row in rows} == {3}
            assert sum(row.samples for row in rows) >= 0.8 * SAMPLE_FPS * len(rows)
            intake = watch.supervisor.posts[3].record.intake
            assert intake.corrupt > 0 and watch.good("lossy") > 0


@pytest.mark.fault("R1", control=True)
@pytest.mark.long
def test_one_loop_over_all_cameras_waits_for_the_one_that_is_mute(server: RtspServer) -> None:
    """What happens where cameras are read one after another."""
    with RtspServer({"b": lamp_clip(3)}) as mute:
        mute.stall(mute=True)
        seen: list[str] = []

        def read_all() -> None:
            for url in (mute.url("b"), server.url("a")):
                with closing(av.open(url, options={"rtsp_transport": "tcp"})) as container:
                    next(container.decode(video=0))
                    seen.append(url)

        reading = threading.Thread(target=read_all)
        assert still_waits(reading, 2.0)
        assert seen == []
        mute.resume()
        reading.join(20.0)
        assert len(seen) == 2


def test_a_stream_that_shows_another_place_is_not_judged_while_it_is_damaged() -> None:
    health, picture = LiveHealth(None), lamp_picture(5)
    assert health.look(Frame(picture, 0, 1.0, (1, 1), is_damaged=True)) is None
    assert health.look(Frame(picture, 1, 1.5, (1, 1))) is not None


@pytest.mark.fault("R2")
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_a_mute_camera_is_given_up_in_time_over_either_transport(
    server: RtspServer, transport: str
) -> None:
    server.stall(mute=True)
    stream = Stream(server.url("a"), transport=transport)  # type: ignore[arg-type]
    with pytest.raises(StreamError, match="no answer within"):
        LiveStream(stream, open_timeout_s=0.5).__enter__()
