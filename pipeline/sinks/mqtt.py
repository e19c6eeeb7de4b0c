"""MQTT, quality of service 1: published, and acknowledged by the broker, under a topic.

A broker tells of no key, so it stands in the document, as for every sink. Needs the extra ``mqtt``.
"""

import json
import threading
from typing import TYPE_CHECKING, Any

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.connection import checked_addresses
from pipeline.sinks.secret import read_secret

if TYPE_CHECKING:
    from paho.mqtt.client import Client

PLAIN_PORT, SECURE_PORT = 1883, 8883


class Mqtt:
    """Publishes over one connection, which is made when it is first needed and when it broke."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._client: Client | None = None

    def send(self, message: Message) -> None:
        """Return when the broker has acknowledged the message; raises DeliveryError."""
        body = json.dumps(message.document, ensure_ascii=False).encode("utf-8")
        topic = self._target.topic.replace("{topic}", message.topic)
        with self._lock:
            client = self._client or self._connected()
            self._client = client
        try:
            sent = client.publish(topic, body, qos=1)
            sent.wait_for_publish(self._target.timeout_s)
            taken = sent.is_published()
        except (OSError, ValueError, RuntimeError) as error:
            self._drop(client)
            raise DeliveryError(f"{self._target.address}: the connection broke") from error
        if not taken:
            self._drop(client)
            raise DeliveryError(
                f"{self._target.address}: no acknowledgement within {self._target.timeout_s:g} s"
            )

    def close(self) -> None:
        """Leave the broker."""
        with self._lock:
            if self._client is not None:
                _leave(self._client)
            self._client = None

    def _drop(self, client: "Client") -> None:
        with self._lock:
            if self._client is client:
                self._client = None
        _leave(client)

    def _connected(self) -> "Client":
        try:
            from paho.mqtt.client import Client
            from paho.mqtt.enums import CallbackAPIVersion
        except ImportError as error:
            raise DeliveryError("MQTT needs paho-mqtt: pip install 'sightline[mqtt]'") from error
        target = self._target
        port = target.port or (SECURE_PORT if target.tls else PLAIN_PORT)
        checked_addresses(target.address, port, target.allowed)
        client = Client(CallbackAPIVersion.VERSION2, reconnect_on_failure=False)
        client.connect_timeout = target.timeout_s
        if target.tls:
            client.tls_set()
        if target.user is not None and target.password is not None:
            client.username_pw_set(target.user, read_secret(target.password))
        answered, refused = threading.Event(), []

        def connected(_c: Any, _u: Any, _f: Any, reason: Any, _p: Any) -> None:
            refused.extend([str(reason)] if reason.is_failure else [])
            answered.set()

        client.on_connect = connected
        try:
            client.connect(target.address, port)
            client.loop_start()
        except OSError as error:
            raise DeliveryError(f"{target.address}: could not be connected to") from error
        if not answered.wait(target.timeout_s) or refused:
            _leave(client)
            why = f"refused ({refused[0]})" if refused else "no answer"
            raise DeliveryError(f"{target.address}: {why}")
        return client


def _leave(client: "Client") -> None:
    client.disconnect()
    client.loop_stop()
