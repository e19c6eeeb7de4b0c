"""A gate's tiles are those that its people's height asks for, and no more."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.affinity import translate

from benchmarks.filling_gates import LOW, ZONE
from models.person.recall import calibration_text
from pipeline.cli.main import main
from pipeline.config.manifest_file import load_manifest
from pipeline.config.site_file import load_site
from pipeline.crowd.ground.measure import watched_ground
from pipeline.crowd.ground.place import pixels_of
from pipeline.detect.fitting import Fitting
from pipeline.domain.crowding import PictureZone
from pipeline.domain.label import Label
from pipeline.domain.people_density import ZoneGround
from pipeline.domain.reach import Tiles
from pipeline.domain.recall_table import HeightClass, RecallTable
from pipeline.domain.review import Review
from pipeline.report.reach_wording import times_as_long
from pipeline.report.review_page import review_page
from pipeline.sources.clip import encoded_clip
from pipeline.workflows.gate_reach import (
    TILINGS,
    Eyesight,
    TilePolicy,
    grounds_reached,
    looks_of,
)
from pipeline.workflows.review_footage import review_footage
from pipeline.workflows.review_options import ReviewOptions
from pipeline.workflows.watched_grounds import watched_grounds
from tests.detect.bright import SIZE, bright_manifest
from tests.report.markup import Markup

FITTING = Fitting((640, 384), takes_any_size=True)
GROUND = watched_ground("gate", LOW, ZONE)
CORNERS = pixels_of(np.array(ZONE.exterior.coords[:-1]), LOW) / np.array([640, 360])
RING = tuple((float(x), float(y)) for x, y in CORNERS)
GATE = PictureZone("gate", Label("校门", "gate"), RING)


def found_from(height_px: int, share: float = 0.98) -> Eyesight:
    """Return a detector that finds hardly anybody below a height in its input."""
    rows = HeightClass(0, 5, 100), HeightClass(height_px, round(1000 * share), 1000)
    return Eyesight(RecallTable("ab", 0.4, 10, 40, 30, rows), FITTING)


def chosen(eyesight: Eyesight, policy: TilePolicy) -> tuple[ZoneGround, Tiles | None]:
    (ground,), tiles = grounds_reached((GROUND,), (GATE,), eyesight, None, policy)
    return ground.known, tiles


def test_a_tile_shows_people_taller_than_the_whole_picture_does() -> None:
    # The whole is 640 px broad in both; a tile of one over a gate is the part around it.
    whole, part = looks_of(found_from(1), LOW, (GATE,), (1, 1))
    left, right = min(x for x, _ in RING) - 0.03, max(x for x, _ in RING) + 0.03
    assert whole.scale == 1.0
    assert part.scale == pytest.approx(1.0 / (right - left), abs=0.02)


def test_where_people_are_tall_enough_nobody_pays_for_tiles() -> None:
    known, tiles = chosen(found_from(20), "needed")
    assert tiles is None and known.reach is not None
    assert known.reach.share == pytest.approx(0.98)
    assert (known.reach.tiles, known.reach.advised) == (None, None)


def test_where_they_are_too_small_the_coarsest_tiles_are_taken_that_do() -> None:
    whole, _ = chosen(found_from(60), "none")
    assert whole.reach is not None and not whole.reach.is_enough
    assert (whole.reach.believed_p_m2, whole.reach.tiles) == (0.0, None)
    known, tiles = chosen(found_from(60), "needed")
    assert known.reach is not None and known.reach.is_enough and known.reach.chosen
    assert tiles == known.reach.tiles == whole.reach.advised
    # Control: coarser ones would not do.
    for coarser in TILINGS[1 : TILINGS.index(tiles)]:
        (ground,), _ = grounds_reached((GROUND,), (GATE,), found_from(60), coarser)
        assert ground.known.reach is not None and not ground.known.reach.is_enough


def test_the_best_are_those_that_finer_ones_hardly_exceed() -> None:
    # At 45 px most are tall enough in the whole picture; all are with tiles.
    needed, tiles = chosen(found_from(45), "needed")
    best, finer = chosen(found_from(45), "best")
    assert tiles is None and finer is not None
    assert needed.reach is not None and best.reach is not None
    assert needed.reach.share + 0.05 < best.reach.share


def test_where_half_are_found_finer_tiles_are_needed_until_three_in_four_are() -> None:
    # In the whole picture people are 41 to 78 px tall, two in three of them below 60.
    rows = HeightClass(20, 55, 100), HeightClass(60, 98, 100)
    eyesight = Eyesight(RecallTable("ab", 0.4, 10, 40, 30, rows), FITTING)
    whole, _ = chosen(eyesight, "none")
    known, tiles = chosen(eyesight, "needed")
    assert whole.reach is not None and known.reach is not None
    assert whole.reach.share < 0.75 <= known.reach.share
    assert tiles == (1, 1)


@pytest.mark.parametrize(("found", "wanted"), [(58, (1, 1)), (66, None)])
def test_three_in_four_are_not_nearly_three_in_four(found: int, wanted: Tiles | None) -> None:
    # A third of .98, and two thirds of .58 or .66, are .71 and .77.
    rows = HeightClass(20, found, 100), HeightClass(60, 98, 100)
    eyesight = Eyesight(RecallTable("ab", 0.4, 10, 40, 30, rows), FITTING)
    assert chosen(eyesight, "needed")[1] == wanted


def test_tiles_are_tried_from_those_that_take_least() -> None:
    takes = [times_as_long(tiles) for tiles in TILINGS if tiles]
    assert takes == sorted(takes)


FAR = translate(ZONE, 0.0, 15.0)
FAR_CORNERS = pixels_of(np.array(FAR.exterior.coords[:-1]), LOW) / np.array([640, 360])
FAR_GATE = PictureZone("far", Label("远门", "far"), tuple(map(tuple, FAR_CORNERS.tolist())))


def test_the_gate_with_the_smallest_people_says_which_tiles_are_needed() -> None:
    # In the whole picture people are 41 px tall and more at the near gate, 29 at most at the far.
    grounds = GROUND, watched_ground("far", LOW, FAR)
    told, tiles = grounds_reached(grounds, (GATE, FAR_GATE), found_from(30), None, "needed")
    assert tiles is not None
    assert all(each.known.reach is not None and each.known.reach.is_enough for each in told)
    # Control: the near gate by itself needs none.
    assert chosen(found_from(30), "needed")[1] is None


def test_a_near_gate_gets_a_row_of_tiles_since_two_rows_would_cut_everybody() -> None:
    site = load_site(SITE)
    zones, grounds = site.watched_zones("cam-gate"), watched_grounds(site, "cam-gate")
    eyesight = replace(found_from(120), fitting=Fitting((512, 512), takes_any_size=True))
    (ground,), tiles = grounds_reached(grounds, zones, eyesight, None, "needed")
    assert tiles == (3, 1) and ground.known.reach is not None and ground.known.reach.is_enough
    # Control: 3 x 2 tiles are as fine, but low: people are 305 px tall, and two tiles share 89.
    (ground,), _ = grounds_reached(grounds, zones, eyesight, (3, 2))
    assert ground.known.reach is not None and not ground.known.reach.is_enough


def test_nobody_is_found_in_tiles_narrower_than_a_person() -> None:
    site = load_site(SITE)
    zones, grounds = site.watched_zones("cam-gate"), watched_grounds(site, "cam-gate")
    eyesight = replace(found_from(120), fitting=Fitting((512, 512), takes_any_size=True))
    shares = {}
    for tiles in ((3, 1), (36, 1)):
        (ground,), _ = grounds_reached(grounds, zones, eyesight, tiles)
        assert ground.known.reach is not None
        shares[tiles] = ground.known.reach.share
    # A tile of 36 is 94 px broad in the camera's picture, and who is 305 px tall more than that.
    assert shares[3, 1] > 0.85 and shares[36, 1] < 0.2


def test_tiles_that_are_named_are_taken() -> None:
    (ground,), tiles = grounds_reached((GROUND,), (GATE,), found_from(20), (3, 2), "needed")
    assert tiles == (3, 2)
    assert ground.known.reach is not None
    assert (ground.known.reach.tiles, ground.known.reach.chosen) == ((3, 2), False)


def test_where_no_tiles_would_do_none_are_taken_and_the_height_is_told() -> None:
    known, tiles = chosen(found_from(5000), "needed")
    assert tiles is None and known.reach is not None
    assert (known.reach.advised, known.reach.wanted_px) == (None, 5000)
    nobody, _ = chosen(found_from(20, share=0.3), "needed")
    assert nobody.reach is not None and nobody.reach.wanted_px is None


def test_without_ground_there_is_nothing_to_choose() -> None:
    assert grounds_reached((), (GATE,), found_from(60), None, "needed") == ((), None)


SITE = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"


def calibrated(folder: Path, *rows: tuple[int, int, int]) -> Path:
    """Return a detector that sees 48 people in the light, 16 of whom stand at the demo's gate."""
    manifest = bright_manifest(folder, 48)
    if rows:
        digest = load_manifest(manifest).sha256 or ""
        heights = tuple(HeightClass(*row) for row in rows)
        text = calibration_text(RecallTable(digest, 0.4, 10, 40, 40, heights))
        manifest.write_text(manifest.read_text("utf-8") + text, encoding="utf-8")
    return manifest


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a second of a bright picture."""
    path = tmp_path_factory.mktemp("clip") / "gate.mp4"
    path.write_bytes(encoded_clip([np.full((SIZE, SIZE, 3), 250, np.uint8)] * 4, 4))
    return path


def reviewed(clip: Path, folder: Path, *rows: tuple[int, int, int]) -> Review:
    """Return a review of the demo's gate by a detector that is calibrated so."""
    from pipeline.config.site_file import load_site

    site, manifest = load_site(SITE), calibrated(folder, *rows)
    zones = tuple(replace(zone, counts=None) for zone in site.watched_zones("cam-gate"))
    grounds = watched_grounds(site, "cam-gate")
    options = ReviewOptions(out=folder / "out", model=str(manifest), grounds=grounds)
    return review_footage([clip], zones, options)


def told(review: Review) -> tuple[str, str]:
    """Return the words of a review's page in both languages."""
    zh, en = (Markup(review_page(review, language)).text for language in ("zh", "en"))
    return zh, en


def test_below_the_density_that_the_calibration_allows_the_report_says_so(
    clip: Path, tmp_path: Path
) -> None:
    review = reviewed(clip, tmp_path, (0, 970, 1000))
    zh, en = told(review)
    assert "people/m² were told, and counts hold up to 0.4" in en
    assert "人数可信至 0.4" in zh
    assert "ow confidence" not in en and "可信度低" not in zh and "低置信度" not in zh


def test_above_it_the_report_says_that_confidence_is_low(clip: Path, tmp_path: Path) -> None:
    # Of whom three fifths are found at most 14 are, and here are 16.
    zh, en = told(reviewed(clip, tmp_path, (0, 600, 1000)))
    assert "low confidence: at most 0.80 people/m² were told, and counts hold up to 0.4" in en
    assert "可信度低：最高为 0.80 人/m²，超过可信上限 0.4" in zh


def test_people_too_small_for_the_detector_are_told_with_the_remedy(
    clip: Path, tmp_path: Path
) -> None:
    zh, en = told(reviewed(clip, tmp_path, (0, 10, 1000), (1000, 970, 1000)))
    assert "low confidence: people are too small" in en and "a longer lens" in en
    assert "可信度低：人太小" in zh and "长焦镜头" in zh


def test_a_detector_without_calibration_prints_its_own_words(clip: Path, tmp_path: Path) -> None:
    zh, en = told(reviewed(clip, tmp_path))
    assert "! Low confidence not given" in en and "低置信度" in zh
    assert "counts hold" not in en and "人数可信至" not in zh


def test_the_tiles_that_a_gate_asks_for_are_taken_and_told(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # People are 6 to 10 px tall in 64 of input, and in tiles of two columns 1.75 times as tall.
    model = str(calibrated(tmp_path, (0, 10, 1000), (9, 970, 1000)))
    command = ["review", str(clip), "--site", str(SITE), "--camera", "cam-gate", "--model", model]
    assert main([*command, "--out", str(tmp_path / "needed")]) == 0
    said = capsys.readouterr()
    assert "looking closely with tiles 2x1, which takes about 3 times as long" in said.err
    assert '"tiles": [' in (tmp_path / "needed" / "summary.json").read_text("utf-8")
    # Control: whoever wants none has none, and reads why that is too few.
    assert main([*command, "--out", str(tmp_path / "none"), "--tiles", "none"]) == 0
    said = capsys.readouterr()
    assert "looking closely" not in said.err
    assert "low confidence: people are too small" in said.out
    assert "; --tiles 2x1 would do" in said.out


def test_a_calibration_for_another_threshold_is_not_dropped_in_silence(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(calibrated(tmp_path, (0, 970, 1000)))
    command = ["review", str(clip), "--site", str(SITE), "--camera", "cam-gate", "--model", model]
    command += ["--lang", "en", "--out"]
    assert main([*command, str(tmp_path / "same")]) == 0
    assert "calibration" not in capsys.readouterr().err
    assert main([*command, str(tmp_path / "other"), "--threshold", "0.3"]) == 0
    said = capsys.readouterr().err
    assert (
        "calibration holds at a threshold of 0.4, not of 0.3: densities are not corrected" in said
    )


def test_tiles_that_cannot_be_chosen_are_not_left_out_in_silence(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["review", str(clip), "--out", str(tmp_path), "--tiles", "auto", "--lang", "en"]
    assert main([*command, "--model", str(bright_manifest(tmp_path, 48))]) == 0
    assert (
        "--tiles auto needs a calibrated detector and a gate on a plan" in capsys.readouterr().err
    )


def test_other_words_for_tiles_are_refused(clip: Path, tmp_path: Path) -> None:
    assert main(["review", str(clip), "--out", str(tmp_path), "--tiles", "some"]) == 2
