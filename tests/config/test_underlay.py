"""The picture below a floor: where it lies, and what is refused of it."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.cli.main import main
from pipeline.config.site_file import load_site
from pipeline.domain.underlay import Underlay
from pipeline.errors import SiteFileError
from pipeline.workflows.underlays import lay_beside, with_underlays
from tests.config.malformed import GOOD


def site(folder: Path, underlay: str) -> Path:
    path = folder / "site.yaml"
    outline = next(line for line in GOOD.splitlines() if "outline:" in line)
    told = f"{outline}\n    underlay: {underlay}"
    path.write_text(GOOD.replace(outline, told), encoding="utf-8")
    return path


def test_a_picture_has_a_place_and_a_size(tmp_path: Path) -> None:
    told = "{picture: a.png, x_m: -1, width_m: 60, height_m: 40, rotation_deg: 90, opacity: 0.3}"
    (floor, *_) = load_site(site(tmp_path, told)).floors
    assert floor.underlay == Underlay(tmp_path / "a.png", -1.0, 0.0, 60.0, 40.0, 90.0, 0.3)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{picture: a.png, width_m: 60}", "height_m: missing; give how high the picture"),
        ("{picture: ../a.png, width_m: 6, height_m: 4}", "must be a relative path"),
        ("{picture: /etc/passwd, width_m: 6, height_m: 4}", "must be a relative path"),
        ("{picture: a.png, width_m: 0, height_m: 4}", "underlay.width_m: must lie"),
        ("{picture: a.png, width_m: .inf, height_m: 4}", "underlay.width_m: must be a finite"),
        ("{picture: a.png, width_m: 6, height_m: 4, opacity: 50}", "between 0 and 1, got 50"),
        ("{picture: a.png, width_m: 6, height_m: 4, scale: 2}", "unknown field"),
        ("plan.png", "must be a mapping of fields"),
    ],
)
def test_what_cannot_be_a_picture_is_refused_with_its_line(
    tmp_path: Path, told: str, said: str
) -> None:
    path = site(tmp_path, told)
    line = path.read_text("utf-8").splitlines().index(f"    underlay: {told}") + 1
    with pytest.raises(SiteFileError) as refused:
        load_site(path)
    assert f"site.yaml:{line}: " in str(refused.value)
    assert said in str(refused.value)


def test_check_refuses_a_picture_that_is_none_and_an_audit_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = site(tmp_path, "{picture: a.png, width_m: 6, height_m: 4}")
    assert main(["check", str(path), "--lang", "en"]) == 3
    assert "floors.0.underlay.picture: there is no picture a.png" in capsys.readouterr().out
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert main(["check", str(path), "--lang", "zh"]) == 3
    assert "不是可用的 PNG 或 JPEG 图片" in capsys.readouterr().out
    (floor, *_) = with_underlays(load_site(path)).floors
    assert floor.underlay is not None
    assert floor.underlay.pixels is None


def test_the_pixels_of_a_picture_make_no_difference_to_a_floor(tmp_path: Path) -> None:
    import cv2

    path = site(tmp_path, "{picture: a.png, width_m: 6, height_m: 4}")
    grey = np.full((4, 6, 3), 128, np.uint8)
    (tmp_path / "a.png").write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    assert main(["check", str(path)]) == 0
    drawn = load_site(path)
    opened = with_underlays(drawn)
    assert opened == drawn
    assert opened.floors[0].underlay is not None
    assert np.array_equal(opened.floors[0].underlay.pixels, grey)


def test_a_site_written_elsewhere_takes_its_pictures_with_it(tmp_path: Path) -> None:
    path = site(tmp_path, "{picture: scans/a.png, width_m: 6, height_m: 4}")
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.png").write_bytes(b"one")
    out = tmp_path / "new" / "site.yaml"
    lay_beside(load_site(path), path, out)
    assert (tmp_path / "new" / "scans" / "a.png").read_bytes() == b"one"
    (tmp_path / "scans" / "a.png").write_bytes(b"two")
    lay_beside(load_site(path), path, out)
    assert (tmp_path / "new" / "scans" / "a.png").read_bytes() == b"one"
