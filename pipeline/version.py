"""Which Sightline this is; reports and journals carry it."""

VERSION = "0.1.0"
