"""How fast a network learns."""

from hypothesis import given
from hypothesis import strategies as st

from models.person.schedule import rate

SHARES = st.floats(0.0, 1.0)


def test_the_rate_rises_in_the_first_300_batches() -> None:
    assert [rate(batch, 0.0, 0.3) for batch in (0, 149, 299, 5000)] == [1 / 300, 0.5, 1.0, 1.0]


@given(SHARES, SHARES)
def test_the_rate_never_rises_again(one: float, other: float) -> None:
    assert rate(10_000, min(one, other), 0.3) >= rate(10_000, max(one, other), 0.3)
