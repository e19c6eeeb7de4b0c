"""How a drawing became a site, as plain values."""

from typing import Any

from pipeline.workflows.import_plan import Imported


def import_document(imported: Imported) -> dict[str, Any]:
    """Return what was done, for machines."""
    return {
        "unit_m": imported.scale.unit_m,
        "moved_m": list(imported.made.moved_m),
        "layers": [
            {"layer": row.layer, "role": row.role, "strokes": row.strokes} for row in imported.rows
        ],
        "gaps": [
            {
                "floor": each.floor_id,
                "x_m": round(gap.x_m, 3),
                "y_m": round(gap.y_m, 3),
                "width_m": round(gap.width_m, 4),
            }
            for each in imported.made.healed
            for gap in each.gaps
        ],
        "openings": [
            {
                "floor": each.floor_id,
                "x_m": round(opening.span.centroid.x, 3),
                "y_m": round(opening.span.centroid.y, 3),
                "width_m": round(opening.width_m, 3),
                "kind": kind,
            }
            for each in imported.made.healed
            for opening, kind in each.openings
        ],
        "notes": [note.en for note in imported.made.notes],
    }
