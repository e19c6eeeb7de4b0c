"""A watch hears the signals that ask it to stop, and leaves them as they were."""

import os
import signal
import threading

import pytest

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


def test_outside_the_main_thread_no_signal_is_heard() -> None:
    heard = []

    def look() -> None:
        with stop_signals() as stop:
            heard.append(stop.asked)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert heard == [False]
