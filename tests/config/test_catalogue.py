"""Detectors are known by name: ours, those that can be fetched, and the user's own."""

from pathlib import Path

import pytest

from pipeline.config.catalogue import known_model, known_models, models_folder
from pipeline.errors import ModelError, UnknownNameError

MANIFEST = "{name: tiny, file: tiny.onnx, licence: MIT, sha256: %s}" % ("ab" * 32)


def test_ours_is_here_and_listed_ones_are_not(tmp_path: Path) -> None:
    known = known_models(tmp_path / "none")
    ours = ["sightline-person", "sightline-person-float"]
    assert list(known) == [*ours, "yolox_m", "yolox_nano", "yolox_s", "yolox_tiny"]
    assert [name for name, model in known.items() if model.is_here] == ours
    assert all(model.problems is None for model in known.values())


def test_a_listed_model_without_a_known_hash_has_an_address_and_no_pin(tmp_path: Path) -> None:
    for name in ("yolox_nano", "yolox_tiny", "yolox_s", "yolox_m"):
        manifest = known_model(name, tmp_path).manifest
        assert manifest is not None
        assert manifest.sha256 is None
        assert (manifest.download or "").endswith(f"/{name}.onnx")
        assert (manifest.name, manifest.path.name) == (name, f"{name}.onnx")


def test_the_users_manifest_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "yolox_nano.yaml").write_text(MANIFEST, "utf-8")
    (tmp_path / "yolox_nano.onnx").touch()
    manifest = known_model("yolox_nano", tmp_path).manifest
    assert manifest is not None
    assert manifest.licence == "MIT"


def test_a_refused_manifest_is_listed_with_its_problems(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("name: bad", "utf-8")
    bad = known_model("bad", tmp_path)
    assert (bad.manifest, bad.is_here) == (None, False)
    assert "missing" in str(bad.problems)


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no model is called 'yolo'; known: sightline-perso"):
        known_model("yolo", tmp_path)


def test_a_folder_that_is_none_is_refused_and_not_taken_for_empty(tmp_path: Path) -> None:
    path = tmp_path / "models"
    path.write_text("no folder")
    with pytest.raises(ModelError, match=r"your own models cannot be listed \(not a directory"):
        known_models(path)


def test_the_folder_is_the_users_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGHTLINE_MODELS", str(tmp_path / "mine"))
    assert models_folder() == tmp_path / "mine"
    monkeypatch.delenv("SIGHTLINE_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert models_folder() == tmp_path / "sightline" / "models"
