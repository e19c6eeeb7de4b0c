"""What a store knows of a camera: since when it fails, and when it was last seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.domain.chain import thing_of
from pipeline.domain.today import CameraState
from pipeline.errors import StorageError
from pipeline.store.camera_state import (
    camera_states,
    good_seconds,
    last_link,
    refuse_other,
    watched_until_s,
)
from pipeline.store.database import Store
from tests.store.remembered import faulty, remembered, seen


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = remembered(tmp_path / "gates.db", ("a", "b"))
    yield opened
    opened.close()


def state(store: Store, camera_id: str = "a") -> CameraState:
    return camera_states(store, [camera_id])[camera_id]


def test_of_a_camera_that_was_never_watched_nothing_is_known(store: Store) -> None:
    assert state(store) == CameraState("a")
    assert watched_until_s(store) is None


def test_a_camera_that_is_seen_is_known_to_the_second(store: Store) -> None:
    seen(store, "a", range(100, 110))
    seen(store, "b", range(100, 105))
    assert (state(store).known_s, state(store).seen_s, state(store).kinds) == (109, 109, ())
    assert (state(store, "b").known_s, watched_until_s(store)) == (104, 109)


def test_a_failing_camera_is_known_but_not_seen(store: Store) -> None:
    seen(store, "a", range(100, 110))
    seen(store, "a", range(110, 130), well=False)
    faulty(store, "a", "offline", 109.5)
    now = state(store)
    assert (now.known_s, now.seen_s, now.since_s) == (129, 109, 109.5)
    assert (now.kinds, now.detail and now.detail.zh) == (("offline",), "offline（甲）")


def test_a_camera_that_is_blind_for_hours_was_seen_before_that(store: Store) -> None:
    """And one that is frozen was counted with until that was told, twenty seconds later."""
    seen(store, "a", range(100, 130))
    seen(store, "a", range(130, 4000), well=False)
    faulty(store, "a", "frozen", 109.5)
    assert (state(store).seen_s, state(store).since_s) == (129, 109.5)


def test_what_a_fault_is_called_in_turn_is_one_failure(store: Store) -> None:
    """Offline, then refused for its password: it fails since it went offline."""
    seen(store, "a", range(100, 110))
    seen(store, "a", range(110, 150), well=False)
    faulty(store, "a", "offline", 109.5, 130.0)
    faulty(store, "a", "auth", 130.0)
    assert (state(store).since_s, state(store).kinds) == (109.5, ("auth",))


def test_a_camera_that_was_well_in_between_fails_anew(store: Store) -> None:
    faulty(store, "a", "offline", 109.5, 115.2)
    seen(store, "a", range(115, 140))
    seen(store, "a", range(140, 150), well=False)
    faulty(store, "a", "offline", 139.5)
    assert (state(store).since_s, state(store).recovered_s) == (139.5, 115.2)


def test_a_watch_that_is_begun_anew_begins_no_failure_anew(store: Store) -> None:
    """Stopped at 130, begun again at 300: nobody has seen the camera well in between."""
    seen(store, "a", range(100, 110))
    seen(store, "a", range(110, 130), well=False)
    faulty(store, "a", "offline", 109.5, 130.0)
    seen(store, "a", range(301, 320), well=False)
    faulty(store, "a", "offline", 300.0)
    assert state(store).since_s == 109.5


def test_a_fault_that_ended_with_the_watch_is_not_mended(store: Store) -> None:
    seen(store, "a", range(100, 110))
    seen(store, "a", range(110, 130), well=False)
    faulty(store, "a", "offline", 109.5, 130.0)
    assert (state(store).kinds, state(store).recovered_s) == (("offline",), None)


def test_a_fault_that_ended_with_a_picture_is_mended(store: Store) -> None:
    seen(store, "a", range(110, 130), well=False)
    faulty(store, "a", "offline", 109.5, 130.2)
    seen(store, "a", range(130, 132))
    assert (state(store).kinds, state(store).recovered_s) == ((), 130.2)


def test_a_slow_camera_fails_and_still_is_seen(store: Store) -> None:
    seen(store, "a", range(100, 130))
    faulty(store, "a", "low_fps", 120.0)
    assert (state(store).kinds, state(store).since_s) == (("low_fps",), 120.0)


def test_good_seconds_are_counted_once(store: Store) -> None:
    seen(store, "a", range(100, 110))
    seen(store, "a", range(110, 120), well=False)
    assert good_seconds(store, "a", 95.0, 115.0) == 10


def test_the_chain_knows_a_fault_by_its_last_state(store: Store) -> None:
    began = faulty(store, "a", "offline", 109.5)
    first = last_link(store, thing_of(began))
    faulty(store, "a", "offline", 109.5, 120.0)
    assert first not in (None, last_link(store, thing_of(began)))
    assert last_link(store, "nothing") is None


def test_the_store_of_another_site_is_refused(store: Store) -> None:
    refuse_other(store, "school")
    with pytest.raises(StorageError, match="holds the watch of site school, not of college"):
        refuse_other(store, "college")
