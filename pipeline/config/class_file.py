"""Catalogues of cameras: the generic classes that ship, and the user's own."""

from pathlib import Path

from pipeline.config.class_entry import CatalogueEntry
from pipeline.config.class_table import table_document
from pipeline.config.problem import refused
from pipeline.config.refusals import read_entry
from pipeline.config.yaml_gate import YamlDocument, load_yaml
from pipeline.domain.camera_class import CameraClass

GENERIC = Path(__file__).parent / "classes" / "generic.yaml"
TABLES = (".csv", ".xlsx")


def load_classes(path: Path | None = None) -> tuple[CameraClass, ...]:
    """Return the classes of a catalogue, YAML, CSV or XLSX; without a path, those that ship.

    SiteFileError lists its problems, of tables with line and column.
    """
    path = path or GENERIC
    is_table = path.suffix.lower() in TABLES
    document: YamlDocument = table_document(path) if is_table else load_yaml(path)
    entry = read_entry(document, CatalogueEntry)
    seen: set[str] = set()
    doubled = []
    for number, each in enumerate(entry.classes):
        if each.id in seen:
            place = ("classes", number, "id")
            doubled.append(document.problem(place, "duplicate_class", id=each.id))
        seen.add(each.id)
    if doubled:
        raise refused(doubled)
    return tuple(each.camera_class() for each in entry.classes)
