"""``sightline cameras``: the lens for a distance and a density."""

import json

import pytest

from pipeline.cli.main import main


def test_it_finds_what_identifies_at_twelve_metres(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cameras", "--distance", "12", "--density", "identify", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["cameras"]
    best = found[0]
    assert best["suffices"] and best["density_px_per_m"] >= 250.0
    rivals = [f for f in found if f["suffices"] and f["price_band"] == best["price_band"]]
    assert best["width_m"] == max(rival["width_m"] for rival in rivals)
    assert best["reached"] == {"2014": "identify", "2025": "characterise"}


def test_the_nearer_the_wider(capsys: pytest.CaptureFixture[str]) -> None:
    fields = []
    for distance in ("4", "12"):
        main(["cameras", "--distance", distance, "--density", "250", "--json"])
        fields.append(json.loads(capsys.readouterr().out)["cameras"][0]["hfov_deg"])
    assert fields[0] > fields[1]


def test_the_table_is_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language, word in (("zh", "辨认"), ("en", "identify")):
        assert main(["cameras", "--distance", "12", "--density", "250", "--lang", language]) == 0
        assert word in capsys.readouterr().out


def test_where_none_suffices_it_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cameras", "--distance", "500", "--density", "inspect", "--lang", "en"]) == 1
    assert "no camera reaches it" in capsys.readouterr().out


@pytest.mark.parametrize("bad", [["--density", "sharp"], ["--height", "0"], ["--plane", "nan"]])
def test_what_cannot_be_is_one_sentence(bad: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cameras", "--distance", "12", *bad]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1
