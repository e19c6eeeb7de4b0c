"""What is published is acknowledged by a real broker, which may go away and come back."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.mqtt import Mqtt
from tests.sinks.broker import broker

TARGET = Target(
    "127.0.0.1", tls=False, topic="bureau/{topic}", allowed=("127.0.0.0/8",), timeout_s=5.0
)


def message(number: int) -> Message:
    return Message(f"k{number}", "school/crowding", "", "", {"key": f"k{number}"})


@contextmanager
def listening(port: int, heard: list[Any], wanted: int) -> Iterator[threading.Event]:
    """Hear what is published; the event comes when so much was heard."""
    client = Client(CallbackAPIVersion.VERSION2)
    ready, enough = threading.Event(), threading.Event()

    def on_message(_c: Any, _u: Any, told: Any) -> None:
        heard.append((told.topic, json.loads(told.payload)["key"]))
        if len(heard) >= wanted:
            enough.set()

    client.on_message = on_message
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", port)
    client.subscribe("bureau/#", 1)
    client.loop_start()
    try:
        assert ready.wait(10.0)
        yield enough
    finally:
        client.disconnect()
        client.loop_stop()


@pytest.mark.fault("N1")
def test_messages_are_published_over_one_connection_and_again_after_the_broker_was_away(
    tmp_path: Path,
) -> None:
    heard: list[Any] = []
    with broker(tmp_path) as port:
        sink = Mqtt(replace(TARGET, port=port))
        with listening(port, heard, 3) as enough:
            for number in range(3):
                sink.send(message(number))
            assert enough.wait(10.0)
    assert sorted(heard) == [("bureau/school/crowding", f"k{n}") for n in range(3)]
    for _ in range(2):
        with pytest.raises(
            DeliveryError, match=r"could not be connected to|the connection broke|no ack"
        ):
            sink.send(message(3))
    with broker(tmp_path, port), listening(port, heard, 4) as enough:
        sink.send(message(3))
        assert enough.wait(10.0)
    sink.close()


@pytest.mark.fault("N2")
def test_a_broker_inside_is_published_to_only_where_it_is_allowed() -> None:
    with pytest.raises(DeliveryError, match="not public"):
        Mqtt(replace(TARGET, allowed=())).send(message(0))
