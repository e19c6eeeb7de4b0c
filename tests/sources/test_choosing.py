"""Of a slot's pictures one that begins anew is looked at, and what came before it is spared."""

from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.clock import Sampler
from pipeline.sources.live import LiveStream
from pipeline.sources.receiving import Arrival
from tests.rtsp_server import RtspServer
from tests.sources.clips import frames_of
from tests.sources.packets import FPS, arrivals, choosing, clip, watched


def evenly(count: int, *keys: int) -> list[Arrival]:
    """Return packets that come evenly, from a whole second on."""
    return arrivals([100.0 + number / FPS for number in range(count)], set(keys))


def test_of_a_slot_the_first_is_looked_at_and_all_are_decoded() -> None:
    # Five samples a second of 25 pictures are every fifth; those behind the last wait.
    decoded, looked_at = watched(evenly(24, 0), Sampler(5.0))
    assert looked_at == [0, 5, 10, 15, 20]
    assert decoded == list(range(21))


def test_what_comes_between_the_last_looked_at_and_one_that_begins_anew_is_spared() -> None:
    decoded, looked_at = watched(evenly(21, 0, 10), Sampler(5.0))
    assert looked_at == [0, 5, 10, 15, 20]
    assert decoded == [*range(6), *range(10, 21)]


def test_one_that_begins_anew_is_waited_for_where_they_come_evenly() -> None:
    # Each twelfth: 24 is the first that follows two equal distances. 35 would be due, 36 is near.
    decoded, looked_at = watched(evenly(41, 0, 12, 24, 36), Sampler(5.0))
    assert looked_at[-3:] == [30, 36, 40]
    assert decoded[-6:] == [30, 36, 37, 38, 39, 40]


def test_where_they_come_unevenly_none_is_waited_for() -> None:
    decoded, looked_at = watched(evenly(41, 0, 12, 26, 36), Sampler(5.0))
    assert looked_at[-3:] == [30, 35, 40]
    # 36 comes with 37 to 40, and nothing lies between.
    assert decoded[-11:] == list(range(30, 41))


def test_one_that_does_not_come_costs_a_wait_and_no_sample() -> None:
    # 36 should begin anew. 35 is looked at all the same, once 36 has come.
    decoded, looked_at = watched(evenly(41, 0, 12, 24), Sampler(5.0))
    assert looked_at[-3:] == [30, 35, 40]
    assert decoded[-11:] == list(range(30, 41))


def test_without_sampling_all_are_looked_at() -> None:
    decoded, looked_at = watched(evenly(30, 0, 10, 20), Sampler(None))
    assert decoded == looked_at == list(range(30))


def test_where_pictures_are_sent_out_of_order_none_is_spared() -> None:
    given, chooser = evenly(11, 0, 10), choosing(Sampler(5.0), most_b_frames="2")
    assert chooser.spared(given) == frozenset()
    # Its control: 0, 5 and 10 are looked at, and those behind 5 lead to nothing.
    assert choosing(Sampler(5.0)).spared(given) == {6, 7, 8, 9}


def test_where_nothing_could_be_decoded_the_next_is_due_at_once() -> None:
    first, second, third = evenly(3)
    sampler = Sampler(5.0)
    chooser = choosing(sampler)
    assert chooser.is_due(first, 1)
    # Its control: who decodes may still be at the first one.
    chooser.spared([first])
    assert not chooser.is_due(second, 1)
    chooser.decoded()
    assert chooser.is_due(third, 2)


def test_what_is_due_while_others_are_decoded_is_due_once() -> None:
    first, *_, other, last = evenly(7)
    sampler = Sampler(5.0)
    chooser = choosing(sampler)
    assert chooser.is_due(first, 1)
    chooser.spared([first])
    assert chooser.is_due(other, 5)
    assert sampler.takes(100.0)
    chooser.decoded()
    assert not chooser.is_due(last, 1)


def test_of_a_picture_in_minutes_those_between_wait_for_ten_seconds() -> None:
    """Each twelfth begins anew, and the last one of those that waited leads to the newest."""
    decoded, looked_at = watched(evenly(2000, *range(0, 2000, 12)), Sampler(0.01))
    assert looked_at == [0]
    waits = [after - before for before, after in pairwise(decoded)]
    assert 240 < max(waits) <= 260 and len(decoded) < 2000 / 10


def test_one_that_begins_anew_is_waited_for_ten_seconds_at_most() -> None:
    """One in 40 s, and a picture in 50 s: else nothing would be decoded for longer than that."""
    decoded, _ = watched(evenly(5000, *range(0, 5000, 1000)), Sampler(0.02))
    assert max(after - before for before, after in pairwise(decoded)) <= 20 * FPS


@given(
    gop=st.integers(1, 60),
    sample_fps=st.sampled_from([0.5, 1.0, 2.0, 3.0, 5.0]),
    phase=st.floats(0.0, 0.99),
    seed=st.integers(0, 1000),
    jitter_s=st.floats(0.0, 0.1),
)
def test_each_slot_has_its_picture_and_each_picture_those_it_rests_on(
    gop: int, sample_fps: float, phase: float, seed: int, jitter_s: float
) -> None:
    late_s = np.random.default_rng(seed).uniform(0.0, jitter_s, 250)
    times = np.maximum.accumulate(100.0 + np.arange(250) / FPS + late_s) + 1e-5 * np.arange(250)
    came = [float(t_s) for t_s in times]
    keys = set(range(0, 250, gop))
    sampler, plain = Sampler(sample_fps, phase), Sampler(sample_fps, phase)
    decoded, looked_at = watched(arrivals(came, keys), sampler)
    by_first = [number for number, t_s in enumerate(came) if plain.takes(t_s)]
    # In ten seconds slots are shifted once or twice, and one is shorter for it.
    assert len(by_first) - 2 <= len(looked_at) <= len(by_first) + 2
    if sampler.end_s(100.0) == plain.end_s(100.0):  # They were not shifted.
        slots = [sampler.slot(came[number]) for number in looked_at]
        # The last may still be waited for.
        assert slots in ([plain.slot(came[n]) for n in by_first][:end] for end in (None, -1))
    for number in looked_at:
        assert set(range(number // gop * gop, number + 1)) <= set(decoded)
    if sample_fps >= 1.0:
        plainly = max(after - before for before, after in pairwise(came[n] for n in by_first))
        mine = max(after - before for before, after in pairwise(came[n] for n in looked_at))
        assert mine <= max(0.5 if sample_fps > 2.0 else 1.0, plainly)
        seconds = {int(came[number]) for number in looked_at}
        assert {int(came[n]) for n in by_first[:-1]} <= seconds


@pytest.mark.parametrize(
    ("options", "is_spared"),
    [
        ({}, True),
        ({"x264-params": "intra-refresh=1"}, False),
        ({"x264-params": "interlaced=1"}, False),
    ],
)
def test_pictures_behind_those_spared_are_as_the_camera_sent_them(
    options: dict[str, str], is_spared: bool
) -> None:
    """A camera that refreshes them stripe by stripe never begins anew; of fields it is not sure."""
    sent = clip(**options)
    whole = frames_of(sent)
    with RtspServer({"gate": sent}) as server, LiveStream(server.url("gate")) as stream:
        seen = list(islice(stream.frames(5.0), 12))
        intake = stream.intake
    assert (intake.spared > 0) is is_spared
    assert intake.passed == intake.spared
    assert intake.late == 0, "a machine too slow for what is tested here"
    for frame in seen:
        apart = np.abs(whole[frame.index].astype(int) - frame.image)
        assert apart.mean() < 0.5, frame.index
