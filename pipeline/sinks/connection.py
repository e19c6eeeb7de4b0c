"""A connection to a machine that may be told anything by its name: checked, and bounded in time.

A name is looked up once, every address that it has is checked, and one of those is connected to,
so that no second answer of the name server can lead elsewhere. A deadline is kept by cutting the
connection, whatever is being waited for.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from pipeline.errors import DeliveryError


def checked_addresses(host: str, port: int, allowed: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """Return family and address of all that a name stands for; raises DeliveryError.

    Of a name that has an address which is not public and not in an `allowed` network, none is
    returned: whoever can add one to a name could lead us into the school's own network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DeliveryError(f"{host}: the name is not known") from error
    addresses = tuple(dict.fromkeys((family, str(where[0])) for family, *_, where in found))
    for _, address in addresses:
        if not is_allowed(address, allowed):
            raise DeliveryError(
                f"{host}: its address {address} is not public; add its network to allow, as in"
                f" [{address}/{32 if '.' in address else 128}], if it is meant"
            )
    return addresses


def is_allowed(address: str, allowed: Sequence[str]) -> bool:
    """Tell whether an address may be sent to.

    >>> is_allowed("8.8.8.8", ()), is_allowed("169.254.169.254", ()), is_allowed("::1", ())
    (True, False, False)
    >>> is_allowed("::ffff:10.0.0.1", ()), is_allowed("10.0.0.1", ("10.0.0.0/8",))
    (False, True)
    """
    given = _plain(ip_address(address.partition("%")[0]))
    if any(given in ip_network(network, strict=False) for network in allowed):
        return True
    return given.is_global and not given.is_multicast


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that one of IPv6 hides, by whichever way of writing it."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is None and address in ip_network("64:ff9b::/96"):
            hidden = IPv4Address(int(address) & 0xFFFFFFFF)
        return hidden or address
    return address


class Line:
    """A socket that is cut at its deadline, in the middle of whatever is done with it."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self.until = time.monotonic() + timeout_s
        self.is_cut = False
        self.socket: socket.socket | None = None

    def connect(self, host: str, port: int, allowed: Sequence[str]) -> socket.socket:
        """Return a connection to one of the checked addresses of a host; raises DeliveryError."""
        reason = "no address"
        for family, address in checked_addresses(host, port, allowed):
            tried = socket.socket(family, socket.SOCK_STREAM)
            self.socket = tried
            try:
                tried.settimeout(max(0.01, self.until - time.monotonic()))
                tried.connect((address, port))
            except OSError as error:
                tried.close()
                reason = "no answer" if isinstance(error, TimeoutError) else "refused"
            else:
                return tried
        raise DeliveryError(f"{host}: could not be connected to ({reason})")

    def secure(self, plain: socket.socket, host: str) -> ssl.SSLSocket:
        """Return the connection, encrypted, to whom has a certificate for the host's name."""
        context = ssl.create_default_context()
        # The handshake comes after the deadline knows of the new socket.
        sealed = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        self.socket = sealed
        sealed.do_handshake()
        return sealed

    def cut(self) -> None:
        """End the connection now; what waits for it is told so."""
        self.is_cut = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def line(host: str, timeout_s: float) -> Iterator[Line]:
    """Give a line that lasts so long; what goes wrong with it is a DeliveryError."""
    held = Line(timeout_s)
    watchdog = threading.Timer(timeout_s, held.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield held
    except (DeliveryError, OSError, EOFError) as error:
        if isinstance(error, DeliveryError) and not held.is_cut:
            raise
        if held.is_cut or isinstance(error, TimeoutError):
            how = f"no answer within {timeout_s:g} s"
        elif isinstance(error, ssl.SSLError):
            how = "its certificate or its encryption was refused"
        else:
            how = "the connection broke"
        raise DeliveryError(f"{host}: {how}") from error
    finally:
        watchdog.cancel()
        if held.socket is not None:
            held.socket.close()
