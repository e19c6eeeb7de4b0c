"""The site file of a server: read by pages, compared with what they would make of it, and saved.

Whoever saves says which revision he has seen. Where another one is there by now nothing is written,
and he is given it, with what the other has changed.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.config.site_again import ReadPlan, read_plan
from pipeline.config.site_file import site_of_value
from pipeline.config.site_merge import Merged, merged, text_diff
from pipeline.config.site_secrets import with_secrets, without_secrets
from pipeline.config.site_value import SiteValue, site_value, value_of_bytes
from pipeline.config.veil import veiled
from pipeline.domain.site import Site
from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write
from pipeline.workflows.keep_underlay import collect_underlays
from pipeline.workflows.known_plans import KnownPlans

MOST_TEXTS = 16
"""Texts that were shown of a site, so that it can be told what has changed since."""

MOST_PLANS = 3
"""Plans that were read last, one of which the next is mostly like."""

Plain = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Shown:
    """A site as a page is given it, without what stays with its file."""

    revision: str
    name: str
    site: Plain


class Conflict(Exception):  # noqa: N818 - two people have done their work
    """The file has changed meanwhile: what it says now, and what was changed in its text."""

    def __init__(self, now: Shown, diff: str) -> None:
        super().__init__("the site file has changed meanwhile")
        self.now, self.diff = now, diff


class SiteDesk:
    """One site file, for many who look at it and change it."""

    def __init__(self, path: Path) -> None:
        # A link stays a link, and its file is written.
        self.path = path.resolve()
        self._name = path.name
        self.saving = Lock()
        """Held by whoever changes the file or the pictures beside it."""
        self._keeping = Lock()
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._plans: tuple[ReadPlan, ...] = ()
        self.known = KnownPlans()
        """Plans from which whoever has sent them may go on by telling changes."""

    def read(self) -> Shown:
        """Return the site as it is; raises SiteFileError."""
        return self._shown(self._now())

    def plan(self, value: Plain) -> Site:
        """Return the site of a plan that is not saved; raises SiteFileError.

        Nobody may change the value: the next plan is compared with it.
        """
        return self.read_plan(value).site

    def read_plan(self, value: Plain) -> ReadPlan:
        """Return a plan that is not saved, as it was read; the same holds as for `plan`."""
        found = read_plan(value, self.path, self.whole, self._plans)
        self._plans = (found, *self._plans)[:MOST_PLANS]
        return found

    def read_after(self, before: ReadPlan, value: Plain) -> ReadPlan:
        """Return a plan that was made of one before, as it is read; raises SiteFileError."""
        return read_plan(value, self.path, self.whole, [before])

    def whole(self, value: Plain) -> Plain:
        """Return a plan with what a page does not know of it."""
        return with_secrets(value, self._now().data)

    def compare(self, revision: str, value: Plain) -> tuple[str, Merged]:
        """Return the diff of the text that saving a plan would make, and what it rests on.

        Raises Conflict and SiteFileError.
        """
        now = self._seen(revision)
        done = self._merged(now, value)
        return text_diff(veiled(now.text), veiled(done.text), self._name), done

    def save(self, revision: str, value: Plain, noted: Callable[[str], None]) -> Shown:
        """Write a plan; `noted` is told its revision before, and may still refuse.

        What is returned is what was written, whatever is there by then. Raises Conflict,
        SiteFileError and StorageError; the file is whole in any case.
        """
        with self.saving:
            now = self._seen(revision)
            done = self._merged(now, value)
            noted(now.revision)
            if done.text == now.text:
                shown = self._shown(now)
            else:
                data = done.text.encode("utf-8")
                # All that took a while; somebody with an editor takes no turns with us.
                self._seen(revision)
                atomic_write(self.path, data)
                shown = self._shown(self._remembered(value_of_bytes(self.path, data)))
            with suppress(StorageError):  # The file is saved; what could not go goes another time.
                collect_underlays(self.path)
            return shown

    def _now(self) -> SiteValue:
        return self._remembered(site_value(self.path))

    def _remembered(self, now: SiteValue) -> SiteValue:
        with self._keeping:
            self._texts[now.revision] = now.text
            while len(self._texts) > MOST_TEXTS:
                self._texts.popitem(last=False)
        return now

    def _seen(self, revision: str) -> SiteValue:
        now = self._now()
        if now.revision == revision:
            return now
        before = self._texts.get(revision)
        diff = "" if before is None else text_diff(veiled(before), veiled(now.text), self._name)
        raise Conflict(self._shown(now), diff)

    def _merged(self, now: SiteValue, value: Plain) -> Merged:
        whole = with_secrets(value, now.data)
        site_of_value(whole, self.path)
        done = merged(self.path, now, whole)
        # Its numbers are rounded, and it is longer than what was sent: the file is held against all
        # that a file is held against before it is written.
        value_of_bytes(self.path, done.text.encode("utf-8"))
        return done

    def _shown(self, now: SiteValue) -> Shown:
        return Shown(now.revision, self._name, without_secrets(now.data))
