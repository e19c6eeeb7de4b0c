"""Many points at once see what each sees alone, compiled and plain, and nothing else in range."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Point, Polygon, box

from pipeline.errors import GeometryError, UnavailableError
from pipeline.geometry import expansion, visibility_batch
from pipeline.geometry.mesh import Mesh, triangulated
from pipeline.geometry.region import Region
from pipeline.geometry.visibility import visibility_polygon
from pipeline.geometry.visibility_batch import Flat, visible_batch
from tests.geometry.broken_mesh import mesh_in_circles
from tests.geometry.polygon_map import polygon_map
from tests.shapes import CORRIDOR, L_ROOM, PILLAR, SQUARE_ROOM, U_COURTYARD

CORRIDOR_WITH_PILLAR = CORRIDOR.difference(PILLAR)
SHAPES = (SQUARE_ROOM, L_ROOM, U_COURTYARD, CORRIDOR_WITH_PILLAR)
WAYS = pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])


def places_in(free: Region, count: int, clear_m: float = 0.01) -> NDArray[np.float64]:
    """Return random places inside a region, clear of its walls."""
    chance, (west, south, east, north) = np.random.default_rng(1), free.bounds
    found: list[tuple[float, float]] = []
    while len(found) < count:
        x_m, y_m = chance.uniform(west, east), chance.uniform(south, north)
        if free.contains(Point(x_m, y_m)) and free.boundary.distance(Point(x_m, y_m)) > clear_m:
            found.append((x_m, y_m))
    return np.array(found)


def off_within(mesh: Mesh, places: NDArray[np.float64], range_m: float, seen: Flat) -> float:
    """Return the largest relative difference from the unlimited view, within the range's disc."""
    worst = 0.0
    for n, (x_m, y_m) in enumerate(places):
        disc = Point(x_m, y_m).buffer(range_m, quad_segs=64)
        wanted = visibility_polygon(mesh, x_m, y_m).intersection(disc).area
        found = Polygon(seen.ring(n)).intersection(disc).area
        worst = max(worst, abs(found - wanted) / wanted)
    return worst


@WAYS
@pytest.mark.parametrize("free", SHAPES)
def test_each_ring_is_the_single_view(free: Region, compiled: bool) -> None:
    mesh, places = triangulated(free), places_in(free, 40)
    seen = visible_batch(mesh, places, compiled=compiled)
    assert len(seen) == 40
    for n, place in enumerate(places):
        alone = visibility_polygon(mesh, *place)
        assert seen.ring(n).tolist() == [list(c) for c in alone.exterior.coords[:-1]]


@WAYS
def test_each_ring_is_the_single_view_on_a_third_party_map(
    third_party: Path, compiled: bool
) -> None:
    free = polygon_map(third_party / "plans" / "polygon_maps" / "pol01_smoothed.txt")
    mesh, places = triangulated(free), places_in(free, 100)
    seen = visible_batch(mesh, places, compiled=compiled)
    for n, place in enumerate(places):
        alone = visibility_polygon(mesh, *place)
        assert Polygon(seen.ring(n)).symmetric_difference(alone).area <= 1e-12 * alone.area


@WAYS
def test_within_the_range_nothing_is_lost_on_a_third_party_map(
    third_party: Path, compiled: bool
) -> None:
    free = polygon_map(third_party / "plans" / "polygon_maps" / "pol01_smoothed.txt")
    mesh, places = triangulated(free), places_in(free, 50)
    seen = visible_batch(mesh, places, 20.0, compiled=compiled)
    assert off_within(mesh, places, 20.0, seen) <= 1e-9
    assert len(seen.corners) < len(visible_batch(mesh, places).corners)


@WAYS
@pytest.mark.parametrize("range_m", [0.5, 2.0, 5.0, 50.0])
@pytest.mark.parametrize("free", SHAPES)
def test_within_the_range_nothing_is_lost(free: Region, range_m: float, compiled: bool) -> None:
    mesh, places = triangulated(free), places_in(free, 10)
    seen = visible_batch(mesh, places, range_m, compiled=compiled)
    assert off_within(mesh, places, range_m, seen) <= 1e-9


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0.5, 8.5)] * 2), min_size=1, max_size=5), st.floats(0.3, 15))
def test_a_range_never_adds_and_never_takes_from_its_disc(
    corners: list[tuple[float, float]], range_m: float
) -> None:
    free = SQUARE_ROOM
    for x_m, y_m in corners:
        free = free.difference(box(x_m, y_m, x_m + 0.7, y_m + 0.7))
    mesh, place = triangulated(free), np.array([[0.25, 0.25]])
    seen = visible_batch(mesh, place, range_m, compiled=False)
    assert off_within(mesh, place, range_m, seen) <= 1e-9
    whole = visibility_polygon(mesh, 0.25, 0.25)
    assert Polygon(seen.ring(0)).difference(whole).area <= 1e-9


def test_compiled_and_plain_agree_to_the_last_bit() -> None:
    mesh, places = triangulated(CORRIDOR_WITH_PILLAR), places_in(CORRIDOR_WITH_PILLAR, 200)
    for range_m in (None, 3.0):
        plain = visible_batch(mesh, places, range_m, compiled=False)
        compiled = visible_batch(mesh, places, range_m, compiled=True)
        assert plain.offsets.tolist() == compiled.offsets.tolist()
        assert plain.corners.tolist() == compiled.corners.tolist()


def test_a_range_stops_the_view_at_the_edges_it_cannot_reach() -> None:
    """Ten bays of 4 m with doors 1 m wide in line; the first door is 3 m away, beyond 2 m."""
    free: Region = box(0, 0, 40, 4)
    for bay in range(1, 10):
        free = free.difference(box(4 * bay, 0, 4 * bay + 0.1, 1.5))
        free = free.difference(box(4 * bay, 2.5, 4 * bay + 0.1, 4))
    mesh, place = triangulated(free), np.array([[1.0, 2.0]])
    assert visible_batch(mesh, place).corners[:, 0].max() == 40.0
    assert visible_batch(mesh, place, 2.0).corners[:, 0].max() <= 4.1


@WAYS
def test_no_points_have_no_rings(compiled: bool) -> None:
    seen = visible_batch(triangulated(SQUARE_ROOM), np.empty((0, 2)), compiled=compiled)
    assert (len(seen), seen.corners.shape, seen.offsets.tolist()) == (0, (0, 2), [0])


@WAYS
def test_a_point_outside_is_named(compiled: bool) -> None:
    places = np.array([[1.0, 1.0], [11.0, 1.0], [2.0, 2.0]])
    with pytest.raises(GeometryError, match=r"\[11, 1\] lies outside the free space"):
        visible_batch(triangulated(SQUARE_ROOM), places, compiled=compiled)


@WAYS
def test_a_mesh_that_leads_in_circles_is_an_error(compiled: bool) -> None:
    with pytest.raises(GeometryError, match="goes in circles"):
        visible_batch(mesh_in_circles(), np.array([[9.0, 8.0]]), compiled=compiled)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e7])
def test_a_point_nowhere_is_refused(wrong: float) -> None:
    with pytest.raises(GeometryError, match="point of view 1 stands at"):
        visible_batch(triangulated(SQUARE_ROOM), np.array([[1.0, 1.0], [wrong, 1.0]]))


@pytest.mark.parametrize("range_m", [0.0, -1.0, float("nan")])
def test_a_range_of_nothing_is_refused(range_m: float) -> None:
    with pytest.raises(GeometryError, match="range must be above 0 m"):
        visible_batch(triangulated(SQUARE_ROOM), np.array([[1.0, 1.0]]), range_m)


def test_a_number_that_no_double_holds_is_refused() -> None:
    mesh, place, huge = triangulated(SQUARE_ROOM), np.array([[1.0, 1.0]]), 10**400
    with pytest.raises(GeometryError, match="beyond 1e308"):
        visible_batch(mesh, np.array([[huge, 1]], dtype=object))
    with pytest.raises(GeometryError, match="beyond 1e308"):
        visible_batch(mesh, place, huge)
    with pytest.raises(GeometryError, match="beyond 1e308"):
        visible_batch(mesh, place, wedges=np.array([[huge, 1]], dtype=object))


def test_points_are_pairs() -> None:
    with pytest.raises(GeometryError, match=r"\(n, 2\) array, got shape \(3,\)"):
        visible_batch(triangulated(SQUARE_ROOM), np.array([1.0, 2.0, 3.0]))


def test_offsets_that_do_not_fit_are_refused() -> None:
    with pytest.raises(GeometryError, match="rise from 0 to 2 corners"):
        Flat(np.zeros((2, 2)), np.array([0, 3]))


def test_without_numba_the_same_runs_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    visibility_batch._compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(visibility_batch, "COMPILE_FROM", 1)
    mesh, place = triangulated(SQUARE_ROOM), np.array([[1.0, 1.0]])
    assert visible_batch(mesh, place).corners.shape == (4, 2)
    with pytest.raises(UnavailableError, match="needs numba"):
        visible_batch(mesh, place, compiled=True)


def test_a_torn_file_of_machine_code_costs_time_and_no_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(visibility_batch, "expansion", copied_to(tmp_path, monkeypatch))
    mesh, place = triangulated(L_ROOM), np.array([[1.0, 6.0]])
    visibility_batch._compiled.cache_clear()
    wanted = visible_batch(mesh, place, compiled=True).corners.tolist()
    (kept,) = tmp_path.rglob("*.nbi")
    kept.write_bytes(kept.read_bytes()[:40])
    visibility_batch._compiled.cache_clear()
    assert visible_batch(mesh, place, compiled=True).corners.tolist() == wanted
    visibility_batch._compiled.cache_clear()


def copied_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the expansion as a module of its own, beside which numba keeps its code."""
    source = Path(str(expansion.__file__)).read_text("utf-8")
    (folder / "expansion_copy.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(folder)
    return importlib.import_module("expansion_copy")


def test_the_working_folder_cannot_say_what_machine_code_is_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from numba import config

    (tmp_path / ".numba_config.yaml").write_text(f"cache_dir: {tmp_path / 'theirs'}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    config.reload_config()
    assert str(tmp_path / "theirs") == config.CACHE_DIR
    visibility_batch._compiled.cache_clear()
    visible_batch(triangulated(SQUARE_ROOM), np.array([[1.0, 1.0]]), compiled=True)
    assert not (tmp_path / "theirs").exists()
    monkeypatch.undo()
    config.reload_config()


def test_geometry_and_few_points_load_no_numba() -> None:
    code = (
        "import sys, numpy, shapely\n"
        "from pipeline.geometry.mesh import triangulated\n"
        "from pipeline.geometry.visibility_batch import visible_batch\n"
        "visible_batch(triangulated(shapely.box(0, 0, 1, 1)), numpy.array([[0.5, 0.5]]))\n"
        "sys.exit('numba' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
