"""A letter is handed to a real server on loopback, encrypted where it must be."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.domain.delivery import Message, Secret, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.email import Email

MESSAGE = Message("school/gate-1#1/0", "", "【示范学校】校门：拥堵开始", "校门拥堵，共 9 人\n", {})
TARGET = Target(
    "localhost",
    allowed=("127.0.0.0/8", "::1/128"),
    timeout_s=5.0,
    tls=False,
    sender="gate@school.example",
    recipients=("duty@school.example", "head@school.example"),
)


class Box:
    """What the server has taken, and how."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(  # noqa: N802 - the server asks for this name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.letters.append((envelope, session.ssl is not None))
        return "250 taken"

    def log_in(self, server: Any, session: Any, envelope: Any, way: str, told: Any) -> AuthResult:
        self.logins.append((told.login, told.password))
        return AuthResult(success=told.password == b"geheim", handled=False)


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Box, int]]:
    box = Box()
    options |= {"authenticator": box.log_in, "auth_require_tls": False}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for localhost, made here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_letter_arrives_with_its_words_and_its_key() -> None:
    with mail_server() as (box, port):
        Email(replace(TARGET, port=port)).send(MESSAGE)
    ((envelope, _),) = box.letters
    letter = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == list(TARGET.recipients)
    assert letter["Subject"] == "【示范学校】校门：拥堵开始"
    assert letter["Message-ID"] == "<school.gate-1.1.0@sightline.invalid>"
    assert letter.get_content().strip() == "校门拥堵，共 9 人"


def test_a_password_is_read_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "geheim")
    with mail_server() as (box, port):
        known = replace(TARGET, port=port, user="gate", password=Secret(env="MAIL_PASSWORD"))
        Email(known).send(MESSAGE)
        assert box.logins == [(b"gate", b"geheim")]
        monkeypatch.setenv("MAIL_PASSWORD", "falsch")
        with pytest.raises(DeliveryError, match="answered 535") as refused:
            Email(known).send(MESSAGE)
    assert "falsch" not in str(refused.value)


def test_where_encryption_is_wanted_a_server_without_it_gets_nothing() -> None:
    with mail_server() as (box, port), pytest.raises(DeliveryError, match=r"answered (454|50\d)"):
        Email(replace(TARGET, port=port, tls=True)).send(MESSAGE)
    assert box.letters == []


def test_a_certificate_is_checked_before_anything_is_said(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(tls_context=context, require_starttls=True) as (box, port):
        sealed = replace(TARGET, port=port, tls=True)
        with pytest.raises(DeliveryError, match="its certificate or its encryption was refused"):
            Email(sealed).send(MESSAGE)
        assert box.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        Email(sealed).send(MESSAGE)
        assert [is_sealed for _, is_sealed in box.letters] == [True]
