"""Electronic mail by SMTP: encrypted unless it is said not to be, one letter a message."""

import smtplib
import socket
from contextlib import closing
from email.message import EmailMessage
from email.utils import formatdate

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.connection import Line, line
from pipeline.sinks.secret import read_secret

SECURE_PORT, SUBMISSION_PORT = 465, 587


class Email:
    """Sends letters. Port 465 is encrypted from the start, others after STARTTLS.

    ``Message-ID`` is made of the key, so that a letter sent again is known as the same.
    """

    def __init__(self, target: Target) -> None:
        self._target = target

    def send(self, message: Message) -> None:
        """Return when the server has taken the letter; raises DeliveryError."""
        host, port = self._target.address, self._target.port or SUBMISSION_PORT
        with line(host, self._target.timeout_s) as held:
            try:
                self._hand_over(held, host, port, self._letter(message))
            except smtplib.SMTPResponseException as error:
                raise DeliveryError(f"{host}: answered {error.smtp_code}") from error
            except smtplib.SMTPException as error:
                if held.is_cut:
                    raise OSError from error
                raise DeliveryError(
                    f"{host}: refused the letter ({type(error).__name__})"
                ) from error

    def close(self) -> None:
        """Hold nothing."""

    def _hand_over(self, held: Line, host: str, port: int, letter: EmailMessage) -> None:
        connected: socket.socket = held.connect(host, port, self._target.allowed)
        if self._target.tls and port == SECURE_PORT:
            connected = held.secure(connected, host)
        with closing(Speaker(held, connected, host)) as speaker:
            speaker.greeted()
            if self._target.tls and port != SECURE_PORT:
                speaker.secure_now()
            if self._target.user is not None and self._target.password is not None:
                speaker.login(self._target.user, read_secret(self._target.password))
            speaker.send_message(letter)
            # The letter is taken; how the other side says goodbye changes nothing.

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = " ".join(message.title.split())
        letter["From"] = self._target.sender
        letter["To"] = ", ".join(self._target.recipients)
        letter["Date"] = formatdate(localtime=False)
        letter["Message-ID"] = f"<{message_id(message.key)}@sightline.invalid>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter


class Speaker(smtplib.SMTP):
    """SMTP over a connection that is there already."""

    def __init__(self, held: Line, connected: socket.socket, host: str) -> None:
        self._held = held
        super().__init__(timeout=held.timeout_s, local_hostname="sightline.invalid")
        self.sock = connected
        self._host = host

    def greeted(self) -> None:
        """Hear the server's first word."""
        code, _ = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, "")

    def secure_now(self) -> None:
        """Turn the connection into an encrypted one; raises if the server knows no such thing."""
        self.ehlo_or_helo_if_needed()
        code, _ = self.docmd("STARTTLS")
        if code != 220 or self.sock is None:
            raise smtplib.SMTPResponseException(code, "")
        if self.file is not None:
            self.file.close()
        self.file = None
        self.sock = self._held.secure(self.sock, self._host)
        # What was said before the encryption counts no more.
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False


def message_id(key: str) -> str:
    """Return a key as the left half of a Message-ID.

    >>> message_id("school/gate-1.000#2/0")
    'school.gate-1.000.2.0'
    """
    return "".join(sign if sign.isalnum() or sign in "-." else "." for sign in key)
