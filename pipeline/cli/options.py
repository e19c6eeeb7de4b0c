"""Options that several commands share, and how their values are read."""

import argparse
import locale
import os

from pipeline.domain.label import LANGUAGES, Language

MODEL_HELP = "a manifest.yaml, an .onnx file, or a name of `sightline models list` (default: ours)"


def add_shared_options(parser: argparse.ArgumentParser) -> None:
    """Add what every command understands."""
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=default_language(), help="zh or en (default: locale)"
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of a refusal")


def default_language() -> Language:
    """Return the language of the user's locale: Chinese for ``zh_*``, English otherwise."""
    spoken = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    if not spoken:
        spoken = locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"
