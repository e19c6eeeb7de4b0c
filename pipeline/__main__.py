"""``python -m pipeline``: the same as the command ``sightline``."""

import sys

from pipeline.cli.main import main

sys.exit(main())
