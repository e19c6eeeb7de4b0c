"""An index of pictures that is none is refused in a sentence, and nothing is sent by it."""

from pathlib import Path

import pytest

from pipeline.errors import StorageError, UnknownNameError
from pipeline.workflows.keep_underlay import open_underlay, underlay_folder


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", '{"floors": 7}', '{"floors": {"g": {}}}'])
def test_an_index_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    site = tmp_path / "site.yaml"
    (folder := underlay_folder(site)).mkdir()
    (folder / "index.json").write_text(text, "utf-8")
    with pytest.raises(StorageError, match=r"index\.json: cannot be read; take it away"):
        open_underlay(site, "ground")
    (folder / "index.json").write_text('{"format": 1, "floors": {}}', "utf-8")
    with pytest.raises(UnknownNameError, match="no picture lies below"):
        open_underlay(site, "ground")
