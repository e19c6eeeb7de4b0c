"""Reads a sound file of one kind and all spoilt ones in one confined process, and tells of each.

``python -m tests.importers.plans.batch KIND FIRST``: a line of JSON for each file from the number
FIRST on, as soon as it is done, so that who started it knows on which one it died.
"""

import json
import os
import sys

from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.confined_child import attempted, prepared, shut_doors
from tests.importers.plans.hostile import bombs, mutated
from tests.importers.plans.samples import SAMPLES

MEMORY_MB, TIME_S = 4096, 100.0


def main() -> None:
    """Read each file, and say whether it gave a drawing or why not."""
    kind, first = sys.argv[1], int(sys.argv[2])
    files = [("unspoilt", SAMPLES[kind]()), *mutated(kind), *bombs(kind)][first:]
    reader = prepared(kind)
    answer = os.dup(1)
    os.dup2(2, 1)
    shut_doors(MEMORY_MB, TIME_S)
    for name, data in files:
        try:
            drawing = attempted(reader, data, lambda share: None)
            shapes = sum(len(storey.shapes) for storey in drawing.storeys)
            said = {"name": name, "drawn": drawing.stroke_count + shapes}
        except (PlanError, UnavailableError) as error:
            said = {"name": name, "refused": str(error), "zh": getattr(error, "zh", "")}
        os.write(answer, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
