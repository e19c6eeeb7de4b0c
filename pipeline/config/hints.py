"""How each field of a file is to be filled in: the remedy of a refusal, and the schema's help."""

from pipeline.config.camera_hints import CAMERA_HINTS
from pipeline.config.clause_hints import CLAUSE_HINTS
from pipeline.config.delivery_wording import DELIVERY_HINTS
from pipeline.config.equipment_hints import EQUIPMENT_HINTS
from pipeline.config.gate_hints import GATE_HINTS
from pipeline.config.manifest_hints import MANIFEST_HINTS
from pipeline.config.plan_hints import PLAN_HINTS
from pipeline.domain.label import Label

HINTS: dict[str, Label] = {
    **PLAN_HINTS,
    **CAMERA_HINTS,
    **GATE_HINTS,
    **EQUIPMENT_HINTS,
    **CLAUSE_HINTS,
    **DELIVERY_HINTS,
    **MANIFEST_HINTS,
}
