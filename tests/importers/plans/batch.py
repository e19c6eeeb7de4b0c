"""Reads all spoilt files of one kind in one confined process, and prints what became of each.

``python -m tests.importers.plans.batch KIND FIRST``: a line of JSON for each file from the number
FIRST on, as soon as it is done, so that who started it knows on which one it died.
"""

import json
import os
import sys

from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.confined_child import attempted, prepared, shut_doors
from tests.importers.plans.hostile import bombs, mutated

MEMORY_MB, TIME_S = 4096, 100.0


def main() -> None:
    """Read each file, and say whether it gave a drawing or why not."""
    kind, first = sys.argv[1], int(sys.argv[2])
    files = [*mutated(kind), *bombs(kind)][first:]
    reader = prepared(kind)
    answer = os.dup(1)
    os.dup2(2, 1)
    shut_doors(MEMORY_MB, TIME_S)
    for name, data in files:
        try:
            strokes = attempted(reader, data, lambda share: None).stroke_count
            said = {"name": name, "strokes": strokes}
        except (PlanError, UnavailableError) as error:
            said = {"name": name, "refused": str(error), "zh": getattr(error, "zh", "")}
        os.write(answer, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
