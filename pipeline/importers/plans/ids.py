"""Ids for what a drawing leaves without one, or gives twice."""

import re

PATTERN = re.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
NUMBER = re.compile(r"(.*?)-?(\d+)")


class Ids:
    """Gives every thing an id that no other has, whatever the capitals."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def new(self, wanted: str, otherwise: str) -> str:
        """Return the id that is wanted, or one like it that is still free.

        >>> ids = Ids()
        >>> ids.new("wall-1", "x"), ids.new("wall-1", "x"), ids.new("教室", "room-1")
        ('wall-1', 'wall-2', 'room-1')
        """
        id_ = wanted if PATTERN.fullmatch(wanted) else otherwise
        if id_.lower() in self._used:
            id_ = self._free(id_)
        self._used.add(id_.lower())
        return id_

    def _free(self, id_: str) -> str:
        found = NUMBER.fullmatch(id_)
        stem = (found[1] if found else id_)[:56]
        number = self._next.get(stem.lower(), 2)
        while f"{stem}-{number}".lower() in self._used:
            number += 1
        self._next[stem.lower()] = number + 1
        return f"{stem}-{number}"
