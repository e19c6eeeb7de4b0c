"""The examples in docstrings are tests as well; those that need PyTorch run where it is."""

import importlib
from pathlib import Path

FOLDER = Path(__file__).parent


def _lacks_torch(path: Path) -> bool:
    try:
        importlib.import_module(f"models.person.{path.stem}")
    except ModuleNotFoundError as error:
        return error.name == "torch"
    return False


collect_ignore = [
    str(path.relative_to(FOLDER)) for path in (FOLDER / "person").glob("*.py") if _lacks_torch(path)
]
