"""A line of a log: one JSON object, with its time, level and name, and nothing secret in it.

What is logged holds no address of a stream and no secret to begin with; whatever looks like one is
taken out here all the same.
"""

import json
import re
from typing import Any

from pipeline.domain.label import Label, Language
from pipeline.domain.notice import Level, Notice
from pipeline.domain.wall_clock import moment

HIDDEN = "…"

SECRET_WORDS = (
    "access_token", "api-key", "api_key", "apikey", "auth", "authorization", "key", "passwd",
    "password", "pwd", "secret", "sig", "sign", "signature", "token",
)  # fmt: skip

RULES = (
    # Some cameras take the password in the path, so that all behind the scheme goes.
    (re.compile(r"\b(rtsps?)://\S*", re.IGNORECASE), rf"\1://{HIDDEN}"),
    (re.compile(r"\b([a-z][a-z0-9+.-]*)://[^\s/@]*@", re.IGNORECASE), rf"\1://{HIDDEN}@"),
    (re.compile(r"(\bhttps?://[^\s?#\"']*)[?#][^\s\"']*", re.IGNORECASE), rf"\1?{HIDDEN}"),
    (re.compile(r"\b(bearer|basic|digest)\s+[^\s,;\"']+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(
            rf"(?<![\w.-])({'|'.join(SECRET_WORDS)})\b(\"?\s*[=:]\s*\"?)[^\s&,;\"']+", re.IGNORECASE
        ),
        rf"\1\2{HIDDEN}",
    ),
)


def redacted(text: str) -> str:
    """Return a text without what looks like the address of a stream, a password or a token.

    >>> redacted("rtsp://a:b@10.0.0.1/c refused"), redacted("https://u:p@h/hook?key=1 said 500")
    ('rtsp://… refused', 'https://…@h/hook?… said 500')
    >>> redacted("Authorization: Bearer abc"), redacted("password=abc&x=1")
    ('Authorization: … …', 'password=…&x=1')
    """
    for pattern, instead in RULES:
        text = pattern.sub(instead, text)
    return text


def log_line(label: Label, at_s: float, language: Language) -> str:
    """Return one line: `at` in UTC, `level`, `event`, `message`, and the facts of a notice."""
    notice = label if isinstance(label, Notice) else Notice(label.zh, label.en)
    document = {
        "at": moment(at_s).isoformat(timespec="milliseconds"),
        "level": notice.level,
        "event": notice.event,
        "message": notice.told(language),
        **notice.facts,
    }
    return json.dumps(_clean(document), ensure_ascii=False)


def is_due(label: Label, least: Level) -> bool:
    """Tell whether a line matters as much as the least level that is asked for."""
    from pipeline.domain.notice import LEVELS

    level = label.level if isinstance(label, Notice) else "info"
    return LEVELS.index(level) >= LEVELS.index(least)


def _clean(value: Any) -> Any:
    """Return a value of JSON whose texts are redacted."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
