"""A small RTSP server on loopback that serves clips as an IP camera does, and fails as one does.

H.264 only, RTP interleaved in the RTSP connection (TCP) or beside it (UDP), each clip over and over
in real time; packets get lost or damaged where that is asked for. It speaks the part of RFC 2326,
RFC 6184 and RFC 2617 (digest) that a player needs.
"""

import base64
import hashlib
import io
import random
import re
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Self

import av

PAYLOAD_BYTES = 1400
VIDEO_CLOCK_HZ = 90_000
# Below the range from which Linux lends ports to clients: while the server is stopped nobody
# is given its port, and a client that dials it cannot meet itself.
PORTS = range(20_000, 32_000)
REALM = "camera"


@dataclass(frozen=True)
class AccessUnit:
    """One coded picture: its NAL units, and the seconds at which it is shown and decoded."""

    shown_s: float
    decoded_s: float
    nals: tuple[bytes, ...]

    @cached_property
    def packets(self) -> tuple[bytes, ...]:
        """The RTP payloads that carry it."""
        return tuple(part for nal in self.nals for part in payloads(nal))


@dataclass(frozen=True)
class CodedClip:
    """An H.264 clip as its access units, in decoding order."""

    units: tuple[AccessUnit, ...]
    duration_s: float

    def parameter_set(self, kind: int) -> bytes:
        """Return the SPS (7) or PPS (8) that the first picture carries."""
        return next(nal for nal in self.units[0].nals if nal[0] & 31 == kind)

    @property
    def description(self) -> str:
        """The clip in the words of SDP."""
        sps, pps = self.parameter_set(7), self.parameter_set(8)
        sets = ",".join(base64.b64encode(nal).decode() for nal in (sps, pps))
        return (
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=clip\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
            f"a=rtpmap:96 H264/{VIDEO_CLOCK_HZ}\r\n"
            f"a=fmtp:96 packetization-mode=1;profile-level-id={sps[1:4].hex()};"
            f"sprop-parameter-sets={sets}\r\na=control:track0\r\n"
        )


def coded_clip(clip: bytes | Path) -> CodedClip:
    """Return the access units of an H.264 recording, given as a path or as its bytes."""
    with av.open(io.BytesIO(clip) if isinstance(clip, bytes) else str(clip), "r") as container:
        stream = container.streams.video[0]
        if stream.codec_context.name != "h264":
            raise ValueError(f"the server speaks H.264 only, got {stream.codec_context.name}")
        to_annexb = av.BitStreamFilterContext("h264_mp4toannexb", stream)
        packets = [
            out
            for packet in container.demux(stream)
            # The empty packet at the end flushes the filter, which asks for None instead.
            for out in to_annexb.filter(packet if packet.size else None)
        ]
        step_s = 1 / float(stream.average_rate or 25)
        first = packets[0].dts or 0
        units = tuple(
            AccessUnit(
                float(((packet.pts or 0) - first) * packet.time_base),
                float(((packet.dts or 0) - first) * packet.time_base),
                nal_units(bytes(packet)),
            )
            for packet in packets
        )
    shown = [unit.shown_s for unit in units]
    return CodedClip(units, max(shown) - min(shown) + step_s)


def nal_units(annexb: bytes) -> tuple[bytes, ...]:
    """Return the NAL units between the start codes of one access unit."""
    parts = re.split(b"\x00\x00\x00\x01|\x00\x00\x01", annexb)
    return tuple(part for part in parts if part)


def payloads(nal: bytes) -> Iterator[bytes]:
    """Yield the RTP payloads of one NAL unit: itself, or its FU-A fragments (RFC 6184, 5.8)."""
    if len(nal) <= PAYLOAD_BYTES:
        yield nal
        return
    indicator, kind, body = nal[0] & 0xE0 | 28, nal[0] & 31, nal[1:]
    step = PAYLOAD_BYTES - 2
    for start in range(0, len(body), step):
        first, last = start == 0, start + step >= len(body)
        header = bytes([indicator, first << 7 | last << 6 | kind])
        yield header + body[start : start + step]


def md5(text: str) -> str:
    """Return the digest that RFC 2617 asks for."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Request:
    """One RTSP request; header names in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]

    @property
    def clip_name(self) -> str:
        """The first part of the URL's path."""
        return re.sub(r"^rtsps?://[^/]*/?", "", self.url).split("?")[0].split("/")[0]

    def proves(self, login: tuple[str, str]) -> bool:
        """Tell whether the request carries the digest of a user's name and password."""
        told = dict(re.findall(r'(\w+)="([^"]*)"', self.headers.get("authorization", "")))
        who = md5(f"{login[0]}:{told.get('realm')}:{login[1]}")
        what = md5(f"{self.method}:{told.get('uri')}")
        return told.get("response") == md5(f"{who}:{told.get('nonce')}:{what}")


class Client:
    """One connection: answers its requests, and plays to it from a thread of its own."""

    def __init__(self, server: "RtspServer", connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.closed = threading.Event()
        self.session = secrets.token_hex(4)
        self._udp: socket.socket | None = None
        self._chance = random.Random(1)
        self._sending = threading.Lock()
        self._player: threading.Thread | None = None
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._converse, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Break the connection off, as a camera that loses power does."""
        self.closed.set()
        with suppress(OSError):  # The other side may be faster.
            self.connection.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        """Wait until both threads are done."""
        self._thread.join()
        if self._player is not None:
            self._player.join()

    def _converse(self) -> None:
        with self.connection, self.connection.makefile("rb") as lines:
            try:
                while (request := read_request(lines)) is not None:
                    self.server.wait_until_it_answers(self.closed)
                    self._answer(request)
            except OSError:
                pass  # A client may leave in the middle of a word.
            self.closed.set()
            if self._player is not None:
                self._player.join()
            if self._udp is not None:
                self._udp.close()

    def _answer(self, request: Request) -> None:
        login = self.server.login
        clip = self.server.clips.get(request.clip_name)
        if request.method == "OPTIONS":
            self._reply(request, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif login is not None and not request.proves(login):
            self.server.refusals += 1
            ask = f'WWW-Authenticate: Digest realm="{REALM}", nonce="{secrets.token_hex(8)}"'
            self._reply(request, "401 Unauthorized", ask)
        elif clip is None:
            self._reply(request, "404 Not Found")
        elif request.method == "DESCRIBE":
            here = f"Content-Base: {request.url.rstrip('/')}/"
            kind = "Content-Type: application/sdp"
            self._reply(request, "200 OK", here, kind, body=clip.description)
        elif request.method == "SETUP":
            self._reply(request, "200 OK", f"Transport: {self._transport(request)}")
        elif request.method == "PLAY":
            self._reply(request, "200 OK")
            self._play(request.clip_name)
        else:
            self._reply(request, "200 OK")

    def _reply(self, request: Request, status: str, *headers: str, body: str = "") -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {request.headers.get('cseq', '0')}"]
        lines += [f"Session: {self.session};timeout=60", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        with self._sending:
            self.connection.sendall("\r\n".join([*lines, "", body]).encode())

    def _transport(self, request: Request) -> str:
        """Return how packets will travel, as the client asks for."""
        asked = re.search(r"client_port=(\d+)", request.headers.get("transport", ""))
        if asked is None:
            return "RTP/AVP/TCP;unicast;interleaved=0-1"
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.connect((self.connection.getpeername()[0], int(asked[1])))
        here, there = self._udp.getsockname()[1], int(asked[1])
        ports = f"client_port={there}-{there + 1};server_port={here}-{here + 1}"
        return f"RTP/AVP;unicast;{ports}"

    def _play(self, name: str) -> None:
        if self._player is None:
            self._player = threading.Thread(target=self._send_pictures, args=(name,), daemon=True)
            self._player.start()

    def _send_pictures(self, name: str) -> None:
        sequence, source = 0, secrets.randbits(32)
        began = time.monotonic()
        try:
            for played_s, due_s, unit in self.server.schedule(name):
                report = partial(self._report, source)
                began += self.server.wait_for_its_time(began + due_s, self.closed, report)
                if self.closed.is_set():
                    return
                stamp = int((played_s + self.server.shift_s) * VIDEO_CLOCK_HZ) & 0xFFFFFFFF
                packets = unit.packets
                sent = []
                for number, part in enumerate(packets):
                    marker = 0x80 if number == len(packets) - 1 else 0
                    head = struct.pack(">BBHII", 0x80, 96 | marker, sequence, stamp, source)
                    sequence = (sequence + 1) & 0xFFFF
                    if self._chance.random() >= self.server.loss:
                        sent.append(head + self._spoilt(part))
                self._send(sent)
        except OSError:
            pass  # The client left; its conversation ends by itself.

    def _report(self, source: int) -> None:
        """Say, as RTCP does (RFC 3550 §6.4.1), that pictures are sent, whether they are or not."""
        told = struct.pack(">BBH6I", 0x80, 200, 6, source, 0, 0, 0, 0, 0)
        with self._sending:
            self.connection.sendall(struct.pack(">BBH", 0x24, 1, len(told)) + told)

    def _spoilt(self, part: bytes) -> bytes:
        """Return a payload, now and then with sixteen bytes that are no longer what they were."""
        if self._chance.random() >= self.server.corrupt or len(part) < 64:
            return part
        at = self._chance.randrange(8, len(part) - 16)
        return part[:at] + self._chance.randbytes(16) + part[at + 16 :]

    def _send(self, packets: list[bytes]) -> None:
        if self._udp is not None:
            for packet in packets:
                with suppress(ConnectionRefusedError):  # The client listens no more.
                    self._udp.send(packet)
            return
        framed = b"".join(struct.pack(">BBH", 0x24, 0, len(each)) + each for each in packets)
        with self._sending:
            self.connection.sendall(framed)


def read_request(lines: io.BufferedReader) -> Request | None:
    """Return the next request of a client, None when it has left; its RTCP is passed over."""
    while (first := lines.read(1)) == b"$":
        _, size = struct.unpack(">BH", lines.read(3))
        lines.read(size)
    if not first:
        return None
    words = (first + lines.readline()).decode().split()
    headers = {}
    while line := lines.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    lines.read(int(headers.get("content-length", 0)))
    return Request(words[0], words[1], headers) if len(words) == 3 else None


class RtspServer:
    """Serves each clip at ``rtsp://127.0.0.1:PORT/NAME`` from ``with`` until its end.

    `login` is a user's name and password, to be proved by digest. `connections` and `refusals`
    count how often it was dialled and how often it answered 401. Of the packets `loss` is the
    share that is not sent, `corrupt` the share that is damaged; `shift_s` is how far the camera's
    clock was set forwards. All of them, and the clips, may be changed while clients watch.
    """

    def __init__(
        self,
        clips: Mapping[str, bytes | Path],
        *,
        login: tuple[str, str] | None = None,
        speed: float = 1.0,
    ) -> None:
        self.clips = {name: coded_clip(clip) for name, clip in clips.items()}
        self.login = login
        self.speed = speed
        self.loss = self.corrupt = self.shift_s = 0.0
        self.reports = False
        self.port = 0
        self.connections = 0
        self.refusals = 0
        self._flowing = threading.Event()
        self._answering = threading.Event()
        self._clients: list[Client] = []
        self._counting = threading.Lock()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.resume()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, name: str, login: tuple[str, str] | None = None) -> str:
        """Return the address of a clip, with a user's name and password when given."""
        who = f"{login[0]}:{login[1]}@" if login else ""
        return f"rtsp://{who}127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Listen; after a stop, on the same port as before."""
        self._listener = self._bound(self.port)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Break off every client and refuse new ones, as a camera that is unplugged."""
        if self._listener is None or self._thread is None:
            return
        listener, self._listener = self._listener, None
        # A shutdown wakes the thread that waits in accept(); a close alone does not.
        listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        listener.close()
        self.kill_clients()

    def kill_clients(self) -> None:
        """Break off every client; they may come back at once."""
        with self._counting:
            clients, self._clients = self._clients, []
        for client in clients:
            client.close()
        for client in clients:
            client.join()

    def stall(self, *, mute: bool = False, reports: bool = False) -> None:
        """Send no more pictures and keep every connection; `mute` answers no request either.

        With `reports` it goes on reporting, over TCP, what it sends, as a camera whose encoder
        hangs.
        """
        self.reports = reports
        self._flowing.clear()
        if mute:
            self._answering.clear()

    def resume(self) -> None:
        """Go on where `stall` broke off."""
        self._flowing.set()
        self._answering.set()

    def wait_until_it_answers(self, closed: threading.Event) -> None:
        """Hold a client's request while the server is mute."""
        while not self._answering.wait(0.05) and not closed.is_set():
            pass

    def wait_for_its_time(
        self, at: float, closed: threading.Event, report: Callable[[], None]
    ) -> float:
        """Wait until a picture is due and the server flows; return the seconds of the stall."""
        closed.wait(max(0.0, at - time.monotonic()))
        stalled = time.monotonic()
        if self._flowing.is_set():
            return 0.0
        while not self._flowing.wait(0.05) and not closed.is_set():
            if self.reports:
                report()
        return time.monotonic() - stalled

    def schedule(self, name: str) -> Iterator[tuple[float, float, AccessUnit]]:
        """Yield the pictures of a clip for ever: media seconds, seconds until due, picture.

        When the clip becomes another one, that one goes on from there.
        """
        start_s = 0.0
        while True:
            clip, shown_s = self.clips[name], 0.0
            for unit in clip.units:
                if self.clips[name] is not clip:
                    break
                yield start_s + unit.shown_s, (start_s + unit.decoded_s) / self.speed, unit
                shown_s = unit.decoded_s
            else:
                shown_s = clip.duration_s
            start_s += shown_s

    def _bound(self, port: int) -> socket.socket:
        while True:
            wanted = port or random.SystemRandom().choice(PORTS)
            try:
                return socket.create_server(("127.0.0.1", wanted))
            except OSError:
                if port:
                    raise

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._counting:
                self._clients.append(Client(self, connection))
                self.connections += 1
