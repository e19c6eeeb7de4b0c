"""The classes of cameras as a page is given them: what a camera takes over, and what it costs."""

from typing import Any

from pipeline.config.class_file import GENERIC, load_classes
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.camera_class import FORMS

TAKEN = ("picture", "lens", "heads", "zoom_deg", "ir_range_m")


def class_values() -> list[dict[str, Any]]:
    """Return the classes that ship; what is among `TAKEN` is written as in a site file."""
    entries = {each["id"]: each for each in load_yaml(GENERIC).data["classes"]}  # type: ignore[index]
    return [
        {
            "id": each.id,
            "name": {"zh": each.label.zh, "en": each.label.en},
            "form": each.form,
            "form_name": {"zh": FORMS[each.form].zh, "en": FORMS[each.form].en},
            "hfov_deg": each.lens.hfov_deg,
            "megapixels": each.megapixels,
            "price": each.price,
            "usual": each.usual,
            **{name: entries[each.id][name] for name in TAKEN if name in entries[each.id]},
        }
        for each in load_classes()
    ]
