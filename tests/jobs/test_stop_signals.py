"""A watch hears the signals that ask it to stop, and leaves them as they were."""

import os
import signal
import threading

import pytest

from pipeline.jobs import stop_signals as module
from pipeline.jobs.stop_signals import stop_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_raises_the_flag_and_ends_nothing(number: signal.Signals) -> None:
    # Whoever runs the tests by nohup has some of them ignored.
    found = signal.signal(number, signal.SIG_DFL)
    try:
        with stop_signals() as stop:
            assert not stop.asked
            os.kill(os.getpid(), number)
            assert stop.asked
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, found)


def test_a_hangup_that_was_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_signals() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.asked
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("has_terminal", [True, False])
def test_a_service_rereads_its_files_on_a_hangup_and_a_terminal_that_closes_stops_it(
    monkeypatch: pytest.MonkeyPatch, has_terminal: bool
) -> None:
    monkeypatch.setattr(module, "_has_terminal", lambda: has_terminal)
    found = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with stop_signals(rereads=True) as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert (stop.asked, stop.reread) == (has_terminal, not has_terminal)
            os.kill(os.getpid(), signal.SIGTERM)
            assert stop.asked
    finally:
        signal.signal(signal.SIGHUP, found)


def test_outside_the_main_thread_no_signal_is_heard() -> None:
    heard = []

    def look() -> None:
        with stop_signals() as stop:
            heard.append(stop.asked)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert heard == [False]
