"""What lets a server on loopback speak TLS: a front that takes connections and passes them on."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def tls_front(port: int, cert: Path, key: Path) -> Iterator[int]:
    """Give a port of loopback on which TLS is spoken, and behind it the server of another one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_welcome, args=(listener, context, port), daemon=True).start()
        yield listener.getsockname()[1]


def _welcome(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # Closed at the end.
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_join, args=(client, context, port), daemon=True).start()


def _join(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """Let a client and the server talk, each way in a thread, until either leaves."""
    with (
        suppress(OSError),
        context.wrap_socket(client, server_side=True) as ours,
        socket.create_connection(("127.0.0.1", port)) as theirs,
    ):
        back = threading.Thread(target=_pass_on, args=(theirs, ours), daemon=True)
        back.start()
        _pass_on(ours, theirs)
        back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while told := source.recv(65536):
            target.sendall(told)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
