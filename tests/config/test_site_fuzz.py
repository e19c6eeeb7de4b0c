"""Whatever stands in a site file, it is read or refused; nothing else is ever raised."""

import copy
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config.site_file import load_site
from pipeline.domain.site import Site
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD
from tests.config.malformed_space import RICH

RICH_DATA = yaml.safe_load(RICH)

junk_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**30), 0, -1, 1e308, 5e-324, -0.0, 180, 1e6]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=8),
    st.sampled_from(["no", "1e3", "12:30", "../x", "rtsp://a:b@c", "cam-gate", "wall", "ground"]),
)
junk = st.recursive(
    junk_scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "ring", "zone", "zh", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def read(data: bytes) -> Site | None:
    """Return the school in some bytes, or None where they are refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "site.yaml"
        path.write_bytes(data)
        try:
            return load_site(path)
        except SiteFileError as error:
            assert all(problem.told("zh") and problem.told("en") for problem in error.problems)
            assert "\x1b" not in str(error)
            return None


def spoiled(data: st.DataObject) -> Any:
    """Return the good document with some of its values replaced, removed or doubled."""
    document = copy.deepcopy(RICH_DATA)
    for _ in range(data.draw(st.integers(1, 4))):
        around, key = document, "floors"
        while isinstance(around[key], dict | list) and around[key] and data.draw(st.integers(0, 4)):
            around = around[key]
            key = data.draw(
                st.sampled_from(list(around) if isinstance(around, dict) else range(len(around)))
            )
        match data.draw(st.sampled_from(["replace", "remove", "double"])):
            case "replace":
                around[key] = data.draw(junk)
            case "remove":
                del around[key]
                document.setdefault("floors", [])
            case "double" if isinstance(around, list):
                around.insert(0, copy.deepcopy(around[key]))
    return document


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_spoiled_values_are_read_or_refused(data: st.DataObject) -> None:
    text = yaml.safe_dump(spoiled(data), allow_unicode=True, sort_keys=False)
    site = read(text.encode("utf-8", "surrogatepass"))
    if site is not None:
        assert all(floor.outline.is_valid and floor.outline.area for floor in site.floors)


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_spoiled_bytes_are_read_or_refused(data: st.DataObject) -> None:
    good = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(good)))
        length = data.draw(st.sampled_from([0, 0, 1, 1, 2, 30]))
        pieces = st.sampled_from(
            [b"", b"\t", b"[", b"}", b": ", b"&a ", b"*a", b"'", b"\xff", b"- "]
        )
        good[start : start + length] = data.draw(pieces | st.binary(max_size=3))
    read(bytes(good))
