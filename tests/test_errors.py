"""Every refusal has an exit code of the contract, and a builtin that a caller may catch."""

import pytest

from pipeline import errors
from pipeline.errors import SightlineError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]
BRANCHES = [kind for kind in KINDS if kind is not SightlineError]


@pytest.mark.parametrize("kind", BRANCHES)
def test_every_error_belongs_to_the_tree_and_has_a_code(kind: type[SightlineError]) -> None:
    assert issubclass(kind, SightlineError)
    assert kind.exit_code in {2, 3, 4, 5, 130}


@pytest.mark.parametrize("kind", BRANCHES)
def test_every_error_is_a_builtin_too(kind: type[SightlineError]) -> None:
    builtins = (ValueError, LookupError, RuntimeError, OSError)
    assert issubclass(kind, builtins)


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_in_the_docstring_names_it(kind: type[SightlineError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
