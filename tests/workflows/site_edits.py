"""Makes the edits that a mending prints in a site file, as a planner would type them."""

import json
from pathlib import Path
from typing import Any

from pipeline.config.yaml_gate import load_yaml

Json = dict[str, Any]


def edited_site(site: Path, steps: list[Json], folder: Path) -> Path:
    """Return a site file in a folder with the edits made, its list of cameras beside it.

    JSON is YAML, so that it may be written as such.
    """
    data: Json = dict(load_yaml(site).data)
    rows = []
    if "camera_list" in data:
        rows = (site.parent / data["camera_list"]).read_text("utf-8").splitlines()
    for edit in (edit for step in steps for edit in step["edits"]):
        if edit["field"] == "camera_list":
            rows = _listed(rows, edit["value"])
        elif edit["adds"]:
            thing(data, edit["of"]).setdefault(edit["field"], []).append(edit["value"])
        elif edit["field"] == "removed":
            for floor in data["floors"]:
                floor["occluders"] = [o for o in floor["occluders"] if o["id"] != edit["of"]]
        else:
            _set(thing(data, edit["of"]), edit["field"], edit["value"])
    if rows:
        (folder / data["camera_list"]).write_text("\n".join(rows), "utf-8")
    path = folder / "site.yaml"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def thing(data: Any, id_: str) -> Json:
    """Return the mapping that has an id, wherever it stands in a document."""
    found = list(things(data, id_))
    assert len(found) == 1, f"{id_}: {len(found)}"
    return found[0]


def things(data: Any, id_: str) -> list[Json]:
    if isinstance(data, list):
        return [one for part in data for one in things(part, id_)]
    if not isinstance(data, dict):
        return []
    inside = [one for part in data.values() for one in things(part, id_)]
    return [data, *inside] if data.get("id") == id_ else inside


def _set(entry: Json, field: str, value: Any) -> None:
    """Set a field; a field of view takes the place of however the lens was given before."""
    if field in {"hfov_deg", "lens"}:
        entry.pop("hfov_deg", None)
        entry.pop("lens", None)
    entry[field] = value


def _listed(rows: list[str], change: Json) -> list[str]:
    if change.get("struck"):
        return [row for row in rows if row.partition(",")[0] != change["id"]]
    return [*rows, f"{change['id']},"]
