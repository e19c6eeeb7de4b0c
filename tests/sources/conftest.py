"""What tests of sources have in common."""

import pytest

from pipeline.sources import transit


@pytest.fixture
def known_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be known after half a second how late packets usually are."""
    monkeypatch.setattr(transit, "STEADY_S", 0.5)
