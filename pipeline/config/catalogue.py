"""The detectors that are known by name: those that ship or are listed, and the user's own."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.config.embedded import embedded
from pipeline.config.manifest_file import load_manifest
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError, SiteFileError, UnknownNameError

FOLDER_VARIABLE = "SIGHTLINE_MODELS"


@dataclass(frozen=True)
class KnownModel:
    """A detector by its name; `problems` say what is wrong with its manifest, if anything."""

    name: str
    manifest_path: Path
    manifest: DetectorManifest | None
    problems: SiteFileError | None = None

    @property
    def is_here(self) -> bool:
        """Whether its model file is there, sound or not."""
        return self.manifest is not None and is_file(self.manifest.path)


def models_folder() -> Path:
    """Return where the user's own models lie, and fetched ones are put; it need not exist.

    The variable SIGHTLINE_MODELS names it, or it is where the system keeps a user's data.
    """
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    if os.name == "nt" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "sightline" / "models"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "sightline" / "models"


def known_models(folder: Path | None = None) -> dict[str, KnownModel]:
    """Return every detector that is known by name; the user's manifests come before ours.

    A manifest is called as its file is, the embedded detector as its manifest says. One that is
    refused is listed with its problems. Raises ModelError for a folder that cannot be listed.
    """
    ours = embedded("models")
    person = _known(ours / "person" / "manifest.yaml")
    shipped = [_known(path) for path in sorted(ours.glob("*.yaml"))]
    own = [_known(path) for path in _manifests(folder or models_folder())]
    if person.manifest is not None:
        person = KnownModel(person.manifest.name, person.manifest_path, person.manifest)
    return {model.name: model for model in (person, *shipped, *own)}


def known_model(name: str, folder: Path | None = None) -> KnownModel:
    """Return the detector of that name; UnknownNameError lists those there are."""
    known = known_models(folder)
    if name not in known:
        raise UnknownNameError(f"no model is called {name!r}; known: {', '.join(known)}")
    return known[name]


def is_file(path: Path) -> bool:
    """Tell whether there is a file; what nobody may look at is none."""
    try:
        return path.is_file()
    except PermissionError:
        return False


def _manifests(folder: Path) -> list[Path]:
    """Return the manifests of a folder, none of one that is not there."""
    try:
        found = list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelError(f"{folder}: your own models cannot be listed ({reason})") from error
    return sorted(p for p in found if p.suffix == ".yaml" and not p.name.startswith("."))


def _known(path: Path) -> KnownModel:
    try:
        return KnownModel(path.stem, path, load_manifest(path))
    except SiteFileError as error:
        return KnownModel(path.stem, path, None, error)
