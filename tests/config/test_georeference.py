"""Where a site file says that its plan lies, and what it is told where that cannot be."""

from pathlib import Path

import pytest

from pipeline.config.site_file import load_site
from pipeline.domain.georeference import Georeference
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD


def site(folder: Path, georeference: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(f"{GOOD}georeference: {georeference}\n", encoding="utf-8")
    return path


def test_a_place_is_read(tmp_path: Path) -> None:
    told = "{lat_deg: 39.9, lon_deg: 116.4, bearing_deg: 12.5, at: [10, 20]}"
    assert load_site(site(tmp_path, told)).georeference == Georeference(
        39.9, 116.4, 12.5, (10.0, 20.0)
    )


def test_north_is_up_and_the_place_is_that_of_the_origin_unless_it_says_otherwise(
    tmp_path: Path,
) -> None:
    place = load_site(site(tmp_path, "{lat_deg: 39, lon_deg: 116}")).georeference
    assert place == Georeference(39.0, 116.0, 0.0, (0.0, 0.0))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{lat_deg: 116.4, lon_deg: 39.9}", "georeference.lat_deg: must lie between -85 and 85"),
        (
            "{lat_deg: 39.9, lon_deg: 200}",
            "lon_deg: must lie between -180 and 180 degrees, got 200",
        ),
        ("{lat_deg: 39.9}", "georeference.lon_deg: missing"),
        ("{lat_deg: 39.9, lon_deg: 116.4, bearing_deg: .nan}", "bearing_deg"),
        ("{lat_deg: 39.9, lon_deg: 116.4, at: [1]}", "georeference.at"),
        ("{lat_deg: 39.9, long_deg: 116.4}", "did you mean 'lon_deg'?"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_its_line(
    tmp_path: Path, told: str, said: str
) -> None:
    with pytest.raises(SiteFileError) as refused:
        load_site(site(tmp_path, told))
    line = GOOD.count("\n") + 1
    assert f"site.yaml:{line}: " in str(refused.value)
    assert said in str(refused.value)
