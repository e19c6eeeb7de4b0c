"""Broken and hostile files of each kind: mutations of the samples by seed, and bombs by hand."""

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from tests.importers.plans.samples import SAMPLES, dxf_bytes, dxf_document, feature

MUTATED = 36
NUMBERS = (b"nan", b"inf", b"1e309", b"-1e999", b"1e9", b"99999999999999999999", b"-0", b"")
WORDS = (b"\x00", b"\xff\xfe", b"<", b"]]]]", b"'", b'"', b"9" * 400, b"\r\n\r\n", "墙".encode())


def mutated(kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield sound files spoilt in some place: cut, swapped, doubled, numbers made wild."""
    yield from spoilt(SAMPLES[kind](), kind)


def spoilt(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield a file spoilt in as many ways as MUTATED says, the same at each call."""
    for seed in range(MUTATED):
        draw = random.Random(f"{name} {seed}")
        yield f"mutation {seed}", _spoilt(data, seed, draw)


def _spoilt(data: bytes, seed: int, draw: random.Random) -> bytes:
    at, to = sorted(draw.randrange(len(data)) for _ in range(2))
    ways = seed % 6
    if ways == 0:
        return data[:at]
    if ways == 1:
        return data[:at] + data[to:]
    if ways == 2:
        return data[:to] + data[at:to] * 3 + data[to:]
    if ways == 3:
        return data[:at] + draw.choice(WORDS) + data[at:]
    if ways == 4:
        numbers = list(re.finditer(rb"-?\d+\.?\d*", data))
        chosen = draw.choice(numbers)
        return data[: chosen.start()] + draw.choice(NUMBERS) + data[chosen.end() :]
    flipped = bytearray(data)
    for _ in range(12):
        flipped[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(flipped)


def bombs(kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield files that ask for much more than they hold, or for what is not theirs."""
    yield "nothing", b""
    yield "zeros", bytes(5000)
    yield "noise", random.Random(kind).randbytes(20_000)
    yield "another kind", SAMPLES["geojson" if kind != "geojson" else "svg"]()
    yield from BOMBS.get(kind, _none)()


def _none() -> Iterator[tuple[str, bytes]]:
    yield from ()


def _dxf_bombs() -> Iterator[tuple[str, bytes]]:
    yield "a block in itself", dxf_bytes(_block_ring(["A"]))
    yield "blocks in a ring", dxf_bytes(_block_ring(["A", "B", "C"]))
    yield "blocks that double", dxf_bytes(_doubling(30))
    array = _doubling(1)
    insert = array.modelspace().query("INSERT")[0]
    insert.dxf.row_count, insert.dxf.column_count = 30_000, 30_000
    yield "an array of inserts", dxf_bytes(array)
    for value in ("nan", "inf", "1e400"):
        yield f"a corner at {value}", dxf_bytes().replace(b"\n12.0\n", f"\n{value}\n".encode())
    pictured = dxf_document()
    picture = pictured.add_image_def("/etc/passwd", (10, 10))
    pictured.modelspace().add_image(picture, (0, 0), (1, 1))
    sheet = pictured.add_underlay_def("/etc/passwd", "pdf", "1")
    pictured.modelspace().add_underlay(sheet, (0, 0))
    yield "a picture and a sheet from outside", dxf_bytes(pictured)
    deep = dxf_document()
    for level in range(60):
        block = deep.blocks.new(f"L{level}")
        block.add_line((0, 0), (1, 1), dxfattribs={"layer": "A-WALL"})
        if level:
            block.add_blockref(f"L{level - 1}", (0, 0))
    deep.modelspace().add_blockref("L59", (0, 0))
    yield "blocks sixty deep", dxf_bytes(deep)


def _block_ring(names: list[str]) -> Any:
    document = dxf_document()
    for name in names:
        document.blocks.new(name)
    for name, inside in zip(names, names[1:] + names[:1], strict=True):
        document.blocks.get(name).add_blockref(inside, (0, 0))
    document.modelspace().add_blockref(names[0], (0, 0))
    return document


def _doubling(levels: int) -> Any:
    """Return a drawing whose outermost block holds 2 ** levels lines."""
    document = dxf_document()
    document.blocks.new("L0").add_line((0, 0), (1, 1), dxfattribs={"layer": "A-WALL"})
    for level in range(1, levels + 1):
        block = document.blocks.new(f"L{level}")
        block.add_blockref(f"L{level - 1}", (0, 0))
        block.add_blockref(f"L{level - 1}", (1, 0))
    document.modelspace().add_blockref(f"L{levels}", (0, 0))
    return document


def _svg_bombs() -> Iterator[tuple[str, bytes]]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    yield "a billion laughs", f"<!DOCTYPE svg [{laughs}]><svg><text>&l9;</text></svg>".encode()
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'
    yield "an outer entity", outside.encode()
    yield "an outer DTD", b'<!DOCTYPE svg SYSTEM "file:///etc/passwd" [<!ENTITY a "b">]><svg/>'
    yield "groups 3,000 deep", b"<svg>" + b"<g>" * 3000 + b"</g>" * 3000 + b"</svg>"
    for value in ("nan", "1e400"):
        yield f"a corner at {value}", f'<svg><path d="M0 0L{value} 5L5 5z"/></svg>'.encode()
    yield "UTF-16", '<svg xmlns="http://www.w3.org/2000/svg"/>'.encode("utf-16")


def _geojson_bombs() -> Iterator[tuple[str, bytes]]:
    yield "arrays 100,000 deep", b"[" * 100_000
    line = {"type": "LineString", "coordinates": [[0, 0], [1e308, 1e308]]}
    yield "a corner at 1e308", json.dumps({"features": [feature(line)]}).encode()
    nan = '{"features": [{"geometry": {"type": "Point", "coordinates": [NaN, 1]}}]}'
    yield "a corner at NaN", nan.encode()
    yield "features that are none", b'{"features": [1, 2, null]}'
    yield "geometry of no kind", b'{"features": [{"geometry": {"type": "Blob"}}]}'
    yield (
        "coordinates that are words",
        b'{"features":[{"geometry":{"type":"Point","coordinates":"x"}}]}',
    )


def _imdf_bombs() -> Iterator[tuple[str, bytes]]:
    yield "a zip bomb", zipped({"level.geojson": bytes(300 * 2**20), "unit.geojson": b"{}"})
    yield "many files", zipped({f"{n}.geojson": b"{}" for n in range(300)})
    yield "a way out", zipped({"../../etc/level.geojson": b"{}", "unit.geojson": b"{}"})
    yield "no units", zipped({"level.geojson": b"{}"})


def _xlsx_bombs() -> Iterator[tuple[str, bytes]]:
    yield "a zip bomb", zipped({"xl/worksheets/sheet1.xml": bytes(300 * 2**20)})
    yield "no workbook", zipped({"a.txt": b"a"})
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    for name, told in (
        ("a billion laughs", f"{laughs}"),
        ("an outer entity", '<!ENTITY l9 SYSTEM "file:///etc/passwd">'),
    ):
        yield name, _with_entities(f"<!DOCTYPE sst [{told}]>")


def _with_entities(doctype: str) -> bytes:
    """Return a workbook one of whose parts defines entities, and uses them."""
    with zipfile.ZipFile(io.BytesIO(SAMPLES["camera-xlsx"]())) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    name = next(name for name in files if name.startswith("xl/worksheets/"))
    text = files[name].decode("utf-8")
    head, end, body = text.rpartition("?>") if text.startswith("<?xml") else ("", "", text)
    body = re.sub(r"<(t|v)>[^<]*<", r"<\1>&l9;<", body, count=1)
    return zipped({**files, name: f"{head}{end}{doctype}{body}".encode()})


def _pdf_bombs() -> Iterator[tuple[str, bytes]]:
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>"
        b"/Length 5>>stream\n/F Do\nendstream"
    )
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</XObject<</F 4 0 R>>>>>>"
    )
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, form)
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, start=1):
        body += b"%d 0 obj%sendobj\n" % (number, content)
    yield "a form in itself", body + b"trailer<</Root 1 0 R>>\n%%EOF"
    outside = b"<</Length 0/F(file:///etc/passwd)/FFilter/FlateDecode>>stream\n\nendstream"
    yield "a page from outside", body.replace(form, outside) + b"trailer<</Root 1 0 R>>\n%%EOF"
    ring = body.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    yield "pages in a ring", ring + b"trailer<</Root 1 0 R>>\n%%EOF"


def _ifc_bombs() -> Iterator[tuple[str, bytes]]:
    sample = SAMPLES["ifc"]()
    yield (
        "a placement in itself",
        sample.replace(b"#7=IFCLOCALPLACEMENT($,#4);", b"#7=IFCLOCALPLACEMENT(#7,#4);"),
    )
    yield "a corner at 1e300", sample.replace(b"(12.,8.)", b"(1.E300,8.)")
    yield "no data", b"ISO-10303-21;\nHEADER;\nENDSEC;\nEND-ISO-10303-21;\n"


def _csv_bombs() -> Iterator[tuple[str, bytes]]:
    heading = SAMPLES["camera-csv"]().splitlines()[0]
    yield "a corner at nan", heading + b"\nc,n,nan,1,3,0,0,84,1920x1080\n"
    yield "a picture of words", heading + b"\nc,n,1,1,3,0,0,84,large\n"
    yield "two columns of one name", heading + b",x\nc,n,1,1,3,0,0,84,1920x1080,2\n"
    yield "too many rows", heading + b"\nc,n,1,1,3,0,0,84,1920x1080" * 4000


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of some files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


BOMBS = {
    "dxf": _dxf_bombs,
    "svg": _svg_bombs,
    "geojson": _geojson_bombs,
    "imdf": _imdf_bombs,
    "pdf": _pdf_bombs,
    "ifc": _ifc_bombs,
    "camera-csv": _csv_bombs,
    "camera-xlsx": _xlsx_bombs,
}
