"""Who is told of events and faults, as a site file says it; a secret never stands in the file."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from pipeline.config.entry import Entry, Name
from pipeline.config.fields import (
    Id,
    Text,
    Variable,
    checked_text,
    is_web_address,
    one_of,
    problem,
)
from pipeline.config.quantities import Minutes, Wait
from pipeline.config.time_fields import HOURS_PATTERN, hours
from pipeline.domain.crowding import TIERS, Tier
from pipeline.domain.delivery import PLACEHOLDERS, SINK_LABELS, Quiet, Receiver, Secret, Target
from pipeline.domain.label import LANGUAGES, Language

NEEDED: Mapping[str, tuple[str, ...]] = {
    "webhook": ("url",),
    "wecom": ("url",),
    "dingtalk": ("url",),
    "mqtt": ("host", "topic"),
    "jsonl": ("path",),
    "email": ("host", "from", "to"),
}
"""What a receiver of a kind cannot do without; a URL may be given in three ways."""

NETWORKED = ("allow", "timeout_s")
LOGIN = ("port", "tls", "user", "password_env", "password_file")
SIGNED = ("url_env", "url_file", "secret_env", "secret_file")
OFFERED: Mapping[str, tuple[str, ...]] = {
    "webhook": (*SIGNED, *NETWORKED),
    "wecom": ("url_env", "url_file", *NETWORKED),
    "dingtalk": (*SIGNED, *NETWORKED),
    "mqtt": (*LOGIN, *NETWORKED),
    "jsonl": (),
    "email": (*LOGIN, *NETWORKED),
}
"""What it may have besides."""

OPEN_URL = frozenset({"webhook"})
"""Kinds whose address is no secret, and so may stand in the file."""

SINK_FIELDS = frozenset(
    field for table in (NEEDED, OFFERED) for fields in table.values() for field in fields
)


def checked_night(text: str) -> str:
    """Return hours of the day, which may go over midnight."""
    if not re.fullmatch(HOURS_PATTERN, text) or len(set(text.split("-"))) == 1:
        raise problem("night_hours")
    return text


def checked_web_url(url: str) -> str:
    """Return the address of a receiver; one with a password in it is refused, and not repeated."""
    if not is_web_address(url) or "@" in url.split("/", 3)[2]:
        raise problem("receiver_url")
    return url


def checked_network(text: str) -> str:
    """Return a network, or an address alone."""
    try:
        ip_network(text)
    except ValueError:
        raise problem("network") from None
    return text


def checked_host(text: str) -> str:
    """Return the name or address of a machine."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}", text):
        raise problem("host")
    return text


def checked_topic(text: str) -> str:
    """Return a topic to publish under, which has no wildcards."""
    if set(text) & set("+#") or text.startswith(("/", "$")):
        raise problem("topic")
    return checked_text(text)


def checked_mail(text: str) -> str:
    """Return an address of electronic mail."""
    if not re.fullmatch(r"[^\s@<>,;:\"\\]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}", text):
        raise problem("mail")
    return text


TIER_WORDS = dict.fromkeys(TIERS)
KNOWN_LANGUAGES = dict.fromkeys(LANGUAGES)
SinkWord = Annotated[
    str, Field(json_schema_extra={"enum": list(SINK_LABELS)}), AfterValidator(one_of(SINK_LABELS))
]
TierWord = Annotated[
    Tier, Field(json_schema_extra={"enum": list(TIERS)}), BeforeValidator(one_of(TIER_WORDS))
]
LanguageWord = Annotated[
    Language,
    Field(json_schema_extra={"enum": list(LANGUAGES)}),
    BeforeValidator(one_of(KNOWN_LANGUAGES)),
]
NightHours = Annotated[str, AfterValidator(checked_night)]
WebUrl = Annotated[str, AfterValidator(checked_web_url)]
NetworkWord = Annotated[str, AfterValidator(checked_network)]
Host = Annotated[str, AfterValidator(checked_host)]
Topic = Annotated[str, AfterValidator(checked_topic)]
Mail = Annotated[str, AfterValidator(checked_mail)]
Port = Annotated[int, Field(ge=1, le=65535)]


class TierMinutesEntry(Entry):
    """Minutes for each tier; one that is left out has none."""

    blue: Minutes | None = None
    yellow: Minutes | None = None
    orange: Minutes | None = None
    red: Minutes | None = None

    def seconds(self) -> dict[Tier, float]:
        """Return them in seconds."""
        given = {tier: getattr(self, tier) for tier in TIERS}
        return {tier: 60.0 * minutes for tier, minutes in given.items() if minutes}


class QuietEntry(Entry):
    """Hours in which only the worst is told at once."""

    hours: NightHours
    from_tier: TierWord = "red"

    def quiet(self) -> Quiet:
        """Return the noun."""
        begin, end = hours(self.hours)
        return Quiet(begin, end, self.from_tier)


class ReceiverEntry(Entry):
    """One who is told, by what way, of what."""

    id: Id
    sink: SinkWord
    language: LanguageWord = "zh"
    from_tier: TierWord = "yellow"
    unexpected: bool = True
    faults: bool = True
    after_min: TierMinutesEntry | None = None
    repeat_min: TierMinutesEntry | None = None
    quiet: QuietEntry | None = None
    text: Name | None = None
    url: WebUrl | None = None
    url_env: Variable | None = None
    url_file: Text | None = None
    secret_env: Variable | None = None
    secret_file: Text | None = None
    host: Host | None = None
    port: Port | None = None
    tls: bool | None = None
    user: Text | None = None
    password_env: Variable | None = None
    password_file: Text | None = None
    topic: Topic | None = None
    path: Text | None = None
    sender: Mail | None = Field(default=None, alias="from")
    to: Annotated[list[Mail], Field(min_length=1)] | None = None
    allow: list[NetworkWord] = Field(default=[])
    timeout_s: Wait = 5.0

    @model_validator(mode="after")
    def _fields_of_its_kind(self) -> Self:
        given = self._given()
        kinds = {"sink": self.sink}
        for field in NEEDED[self.sink]:
            ways = ("url", "url_env", "url_file") if field == "url" else (field,)
            count = len(given & set(ways))
            if self.sink not in OPEN_URL and field == "url" and "url" in given:
                raise problem("secret_url", at=("url",), **kinds)
            if not count:
                raise problem("sink_needs", field=" / ".join(ways), **kinds)
            if count > 1:
                raise problem("one_way", fields=", ".join(ways), **kinds)
        offered = {*NEEDED[self.sink], *OFFERED[self.sink]}
        for field in sorted(given & SINK_FIELDS - offered):
            raise problem("sink_has_not", at=(field,), field=field, **kinds)
        for name in ("secret", "password"):
            if {f"{name}_env", f"{name}_file"} <= given:
                fields = f"{name}_env, {name}_file"
                raise problem("one_way", at=(f"{name}_file",), fields=fields, **kinds)
        return self

    @model_validator(mode="after")
    def _known_placeholders(self) -> Self:
        for language in ("zh", "en") if self.text else ():
            for name in re.findall(r"\{([^{}]*)\}", getattr(self.text, language)):
                if name not in PLACEHOLDERS:
                    known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
                    raise problem("placeholder", at=("text",), name=f"{{{name}}}", known=known)
        return self

    def _given(self) -> set[str]:
        names = {name: field.alias or name for name, field in type(self).model_fields.items()}
        return {names[name] for name in self.model_fields_set if getattr(self, name) is not None}

    def receiver(self, beside: Path) -> Receiver:
        """Return the noun; files are looked for from the folder of the site file."""
        target = Target(
            address=self.url or self.host or str(beside / self.path if self.path else ""),
            secret_address=_secret(self.url_env, self.url_file, beside),
            port=self.port,
            secret=_secret(self.secret_env, self.secret_file, beside),
            user=self.user,
            password=_secret(self.password_env, self.password_file, beside),
            allowed=tuple(self.allow),
            timeout_s=self.timeout_s,
            topic=self.topic or "",
            tls=self.tls is not False,
            sender=self.sender or "",
            recipients=tuple(self.to or ()),
        )
        return Receiver(
            id=self.id,
            sink=self.sink,
            target=target,
            language=self.language,
            from_tier=self.from_tier,
            unexpected=self.unexpected,
            faults=self.faults,
            after_s=self.after_min.seconds() if self.after_min else {},
            repeat_s=self.repeat_min.seconds() if self.repeat_min else {},
            quiet=self.quiet.quiet() if self.quiet else None,
            text=self.text.label() if self.text else None,
        )


class DeliveryEntry(Entry):
    """All who are told."""

    receivers: list[ReceiverEntry] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        known: set[str] = set()
        for number, receiver in enumerate(self.receivers):
            if receiver.id in known:
                raise problem("receiver_twice", at=("receivers", number, "id"), id=receiver.id)
            known.add(receiver.id)
        return self


def _secret(env: str | None, file: str | None, beside: Path) -> Secret | None:
    if env is None and file is None:
        return None
    return Secret(env, None if file is None else str(beside / file))
