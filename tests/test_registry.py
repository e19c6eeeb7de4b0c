"""A table of variants finds what it has, and says what it has when asked for something else."""

import pytest

from pipeline.errors import UnknownNameError
from pipeline.registry import Registry

TABLE = Registry[object]("shape", "pipeline.no_such_group", {"circle": "math:tau"})


def test_a_name_is_loaded_when_asked_for() -> None:
    assert TABLE["circle"] == pytest.approx(6.2832, abs=1e-4)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"no shape is called 'cricle'; known: circle"):
        TABLE["cricle"]


def test_the_table_can_be_listed() -> None:
    assert list(TABLE) == ["circle"]
    assert len(TABLE) == 1
