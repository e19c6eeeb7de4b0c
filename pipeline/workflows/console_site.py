"""The site whose watch the console shows: read again when its file is saved anew."""

import threading
from datetime import tzinfo
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.domain.today import CoverageToday
from pipeline.errors import InputError, SiteFileError
from pipeline.store.camera_state import camera_states, refuse_other, watched_until_s
from pipeline.store.database import Store
from pipeline.workflows.coverage_today import SiteToday
from pipeline.workflows.tend_coverage import without_streams

UNREAD = Label(
    "站点文件不在原处或无法读取；所示为此前读取的平面图",
    "the site file is gone or cannot be read; what is shown is the plan as it was read before",
)
SPOILT = Label(
    "站点文件有误（sightline check 会逐条列出）；所示为此前读取的平面图",
    "the site file has mistakes, which `sightline check` lists; what is shown is the plan as it was"
    " read before",
)
MOST_SITES = 4
"""Sites that are kept at hand, with all that was reckoned of them."""


class ShownSite:
    """A site without the addresses of its streams, and what is covered of it as cameras fail.

    What it is asked for from several threads is reckoned in one of them at a time.
    """

    def __init__(self, site: Site, streamed: frozenset[str], profile_name: str) -> None:
        """Take a site, and which of its cameras have a stream."""
        self.site, self.streamed = site, streamed
        self._today = SiteToday(site, load_profile(profile_name), streamed)
        self._lock = threading.Lock()

    @property
    def zone(self) -> tzinfo | None:
        """The time zone of the school, None where its calendar does not tell."""
        return None if self.site.calendar is None else self.site.calendar.zone

    def coverage(self, store: Store, now_s: float) -> CoverageToday:
        """Return coverage today by what a store knows; raises StorageError for another site's."""
        refuse_other(store, self.site.id)
        states = camera_states(store, self.streamed)
        with self._lock:
            return self._today.at(states, watched_until_s(store), now_s)

    @cached_property
    def views(self) -> dict[str, Region]:
        """What each camera sees for sure as planned, by its id."""
        with self._lock:
            return self._today.views()


class ConsoleSite:
    """A site file that may be saved anew at any time.

    One with a mistake changes nothing: what was read last goes on to be shown, as a watch does, and
    `trouble` says so, but not what stands in the file.
    """

    trouble: Label | None = None

    def __init__(self, path: Path, profile_name: str) -> None:
        """Take a site file that is read when it is asked for first."""
        self._path, self._profile = path, profile_name
        self._lock = threading.Lock()
        self._mark: tuple[int, int] | None = None
        self._shown: ShownSite | None = None

    def current(self) -> ShownSite:
        """Return the site as its file stands; raises what `load_site` does where none ever was."""
        with self._lock:
            mark = self._mark_now()
            if self._shown is None or mark != self._mark:
                self._read(mark)
            assert self._shown is not None
            return self._shown

    def _mark_now(self) -> tuple[int, int] | None:
        try:
            told = self._path.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size

    def _read(self, mark: tuple[int, int] | None) -> None:
        try:
            site, streamed = without_streams(load_site(self._path))
            self._shown, self.trouble = ShownSite(site, streamed, self._profile), None
        except InputError as error:
            if self._shown is None:
                raise
            self.trouble = SPOILT if isinstance(error, SiteFileError) and mark else UNREAD
        self._mark = mark


@lru_cache(MOST_SITES)
def console_site(path: Path, profile_name: str) -> ConsoleSite:
    """Return the one that is at hand for a site file and a profile."""
    return ConsoleSite(path, profile_name)
