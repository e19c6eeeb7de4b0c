"""Where the things that ship with Sightline lie: in the installed package, or in the checkout."""

from pathlib import Path

from pipeline.errors import UnavailableError

PACKAGE = Path(__file__).parents[1]


def embedded(relative: str) -> Path:
    """Return the path of a shipped file or folder, such as ``models/person/manifest.yaml``.

    The wheel carries it below ``pipeline/embedded``; a checkout has it at its root.
    """
    for root in (PACKAGE / "embedded", PACKAGE.parent):
        if (root / relative).exists():
            return root / relative
    raise UnavailableError(f"{relative} is missing from this installation; install Sightline again")
