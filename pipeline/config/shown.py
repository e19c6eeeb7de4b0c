"""How a refused value is shown: on one line, short, and without the password of an address."""

from pipeline.config.scalar import Unread
from pipeline.domain.label import Label

LONGEST_SHOWN = 40
MOST_ITEMS = 6


def plain(text: str) -> str:
    r"""Return a text fit for one line of a terminal: what cannot be printed is escaped.

    >>> print(plain("a\u202eb\n"))
    a\u202eb\n
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: object) -> Label:
    """Return what a value of a YAML file is called in a message.

    >>> shown([1, 2.5]).en, shown(True).en, shown("rtsp://me:secret@10.0.0.1/").en
    ('[1, 2.5]', 'true', 'an address')
    """
    match value:
        case None:
            return Label("空值", "nothing")
        case bool():
            return _same(str(value).lower())
        case int() | float():
            return _same(repr(value))
        case Unread():
            return _same(_short(value.text))
        case str():
            return _text(value)
        case list():
            return _list(value)
        case _:
            return Label("一组字段", "a mapping")


def shown_key(key: object) -> str:
    """Return a field's name for a message; ``{url:rtsp://…}`` puts an address into one."""
    text = str(key)
    return "…" if _is_address(text) else _short(text)


def _same(text: str) -> Label:
    return Label(text, text)


def _short(text: str) -> str:
    return plain(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")


def _is_address(text: str) -> bool:
    return "//" in text or "@" in text


def _text(text: str) -> Label:
    return Label("一个地址", "an address") if _is_address(text) else _same(f"'{_short(text)}'")


def _list(items: list[object]) -> Label:
    simple = all(isinstance(item, int | float | str | None) for item in items)
    if len(items) > MOST_ITEMS or not simple:
        return Label(f"{len(items)} 项的列表", f"a list of {len(items)}")
    labels = [shown(item) for item in items]
    zh, en = (", ".join(label.told(language) for label in labels) for language in ("zh", "en"))
    return Label(f"[{zh}]", f"[{en}]")
