"""A real MQTT broker on loopback, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PASSWORDS = "amqtt.plugins.authentication.FileAuthPlugin"
ANYBODY = "amqtt.plugins.authentication.AnonymousAuthPlugin"


@contextmanager
def broker(folder: Path, port: int = 0) -> Iterator[int]:
    """Give the port of a broker that takes anybody, until the block ends."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    settings = folder / f"broker-{port}.yaml"
    settings.write_text(
        f"listeners:\n  default:\n    type: tcp\n    bind: 127.0.0.1:{port}\n"
        f"plugins:\n  {ANYBODY}:\n    allow_anonymous: true\n"
    )
    command = [sys.executable, "-c", "from amqtt.scripts.broker_script import main; main()"]
    with subprocess.Popen(
        [*command, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(port)
            yield port
        finally:
            process.kill()


def _await(port: int) -> None:
    until = time.monotonic() + 20.0
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.05)
    raise AssertionError("the broker does not answer")
