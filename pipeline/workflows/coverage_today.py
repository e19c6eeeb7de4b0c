"""A site as planned, and what a store knows of its cameras → coverage today, and how to tell it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.coverage.absence import Absences, Opened
from pipeline.coverage.blind_spot import DUST_M2
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site
from pipeline.domain.today import BLINDING, CameraState, CameraToday, CoverageToday, OpenSpot
from pipeline.geometry.overlay import both
from pipeline.store.camera_state import camera_states, refuse_other, watched_until_s
from pipeline.store.database import Store

FRESH_S = 20.0
"""What was recorded of a camera so long ago at the most is known of it now: a watch writes every
second, and takes up to six to see that nothing comes (assumption)."""

NEVER_S = 0.0
"""When a camera that was never watched began not to be."""


class SiteToday:
    """A site whose coverage is asked for again and again, as its cameras fail and come back.

    What does not change in between is reckoned once, and floors only where a camera is away.
    """

    def __init__(self, site: Site, profile: Profile, streamed: Iterable[str]) -> None:
        """Take a site, and which of its cameras have a stream to watch."""
        self._site = site
        self._profile = profile
        self.streamed = frozenset(streamed)
        self._places = _places(site)

    @property
    def id(self) -> str:
        """The site's id."""
        return self._site.id

    def at(
        self, states: Mapping[str, CameraState], watched_s: float | None, now_s: float
    ) -> CoverageToday:
        """Return the coverage at a time, by what is known of each camera that has a stream."""
        cameras = tuple(self._camera(each, states, now_s) for each in self._site.cameras())
        away = [each for each in cameras if not each.counts]
        unsure = {each.camera_id for each in cameras if each.word != "well"}
        floors = self._floors
        return CoverageToday(
            at_s=now_s,
            site_id=self._site.id,
            profile_id=self._profile.id,
            watched_s=watched_s,
            cameras=cameras,
            required_m2=self._required_m2,
            planned_m2=self._planned_m2,
            covered_m2=sum(float(floor.covered(_ids(away)).area) for floor in floors),
            confirmed_m2=sum(float(floor.covered(unsure).area) for floor in floors),
            spots=self._opened(away),
            places=self._places,
        )

    def views(self) -> dict[str, Region]:
        """Return what each camera sees for sure, on its own floor, as planned."""
        return {id_: view for floor in self._floors for id_, view in floor.views.items()}

    def failing_alone(self, today: CoverageToday) -> CoverageToday:
        """Return the same day with those spots alone that are open by failure.

        Cameras that are not watched may be well, and are taken as planned.
        """
        away = [each for each in today.of("failing") if not each.counts]
        return replace(today, spots=self._opened(away))

    def _opened(self, away: Sequence[CameraToday]) -> tuple[OpenSpot, ...]:
        gone = {each.id: each for each in map(_Away, away)}
        return tuple(spot for floor in self._floors for spot in _spots(floor, gone))

    def _camera(
        self, camera: Camera, states: Mapping[str, CameraState], now_s: float
    ) -> CameraToday:
        if camera.id not in self.streamed:
            return CameraToday(camera.id, camera.label, "no_stream", counts=True)
        return camera_today(camera, states.get(camera.id, CameraState(camera.id)), now_s)

    @cached_property
    def _floors(self) -> tuple[Absences, ...]:
        return tuple(Absences(floor, self._profile) for floor in self._site.floors)

    @cached_property
    def _required_m2(self) -> float:
        return sum(float(floor.required.area) for floor in self._floors)

    @cached_property
    def _planned_m2(self) -> float:
        return sum(float(floor.covered().area) for floor in self._floors)


def camera_today(camera: Camera, state: CameraState, now_s: float) -> CameraToday:
    """Return how a camera is that has a stream; what is not fresh is no word of its being well."""
    is_blind = any(kind in BLINDING for kind in state.kinds)
    if state.known_s is None or not abs(now_s - state.known_s) <= FRESH_S:
        return CameraToday(
            camera.id,
            camera.label,
            "not_watched",
            False,
            state.known_s,
            state.seen_s,
            state.kinds if is_blind else (),
            state.detail if is_blind else None,
        )
    return CameraToday(
        camera.id,
        camera.label,
        "failing" if state.kinds else "well",
        not is_blind,
        state.since_s,
        state.seen_s,
        state.kinds,
        state.detail,
    )


def _ids(cameras: Iterable[CameraToday]) -> list[str]:
    return [camera.camera_id for camera in cameras]


class _Away:
    """A camera that does not count, and since when."""

    def __init__(self, camera: CameraToday) -> None:
        self.camera, self.id = camera, camera.camera_id
        self.since_s = NEVER_S if camera.since_s is None else camera.since_s


def _spots(floor: Absences, away: Mapping[str, _Away]) -> Iterator[OpenSpot]:
    """Yield the blind spots of a floor that are open, each with the time since which it is.

    Cameras went one after another; a spot is open since the first of these times at which some of
    it was blind already.
    """
    order = sorted(away.values(), key=lambda each: (each.since_s, each.id))
    times = sorted({each.since_s for each in order})

    def is_open(spot: Opened, step: int) -> bool:
        gone = [each.id for each in order if each.since_s <= times[step]]
        return any(_is_of(spot, earlier) for earlier in floor.opened(gone))

    for spot in floor.opened(away):
        step = bisect_left(range(len(times) - 1), True, key=lambda n: is_open(spot, n))
        since_s = times[step]
        yield OpenSpot(
            spot.floor_id,
            spot.zone_id,
            spot.clause_id,
            spot.region,
            spot.camera_ids,
            since_s if since_s > NEVER_S else None,
        )


def _is_of(spot: Opened, earlier: Opened) -> bool:
    same = (spot.zone_id, spot.clause_id) == (earlier.zone_id, earlier.clause_id)
    return same and both(spot.region, earlier.region).area > DUST_M2


def stored_today(site: SiteToday, store: Store, now_s: float) -> CoverageToday:
    """Return the coverage of a site by what a store knows of its cameras.

    Raises StorageError for the store of another site, whose cameras may be called the same.
    """
    refuse_other(store, site.id)
    return site.at(camera_states(store, site.streamed), watched_until_s(store), now_s)


def _places(site: Site) -> dict[str, Label]:
    """Return what people call floors and zones: a floor by its id, a zone behind its floor's."""
    named: dict[str, Label] = {}
    for floor in site.floors:
        named[floor.id] = floor.label
        named |= {f"{floor.id}/{zone.id}": zone.label for zone in floor.zones}
    return named
