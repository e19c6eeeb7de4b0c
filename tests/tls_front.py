"""What lets a server on loopback speak TLS: a front that takes connections and passes them on."""

import select
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
        door = threading.Thread(target=_welcome, args=(listener, context, port))
        door.start()
        try:
            yield listener.getsockname()[1]
        finally:
            # A close alone would not wake who waits for the next one.
            listener.shutdown(socket.SHUT_RDWR)
            door.join()


def _welcome(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_join, args=(client, context, port), daemon=True).start()


def _join(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """Let a client and the server talk until either leaves, in one thread as TLS wants it."""
    with (
        suppress(OSError),
        context.wrap_socket(client, server_side=True) as ours,
        socket.create_connection(("127.0.0.1", port)) as theirs,
    ):
        while True:
            ready = [ours] if ours.pending() else select.select((ours, theirs), (), ())[0]
            for one, other in ((ours, theirs), (theirs, ours)):
                if one in ready:
                    if not (told := one.recv(65536)):
                        return
                    other.sendall(told)
