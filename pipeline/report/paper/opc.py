"""The package around a document for Word: a font put into it, and its dates taken out.

ECMA-376 part 4, 17.8.1: an embedded font is the font file with its first 32 bytes XORed with a key,
whose bytes run backwards in the GUID that names it.
"""

import hashlib
import io
import uuid
import zipfile

from pipeline.report.typeface import subset_ttf

FALLBACKS = "Noto Sans SC, SimSun, PingFang SC"
"""What stands in where a program does not read fonts that are inside a document."""

FONT_PART = "word/fonts/font1.odttf"
OLDEST = (1980, 1, 1, 0, 0, 0)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FONT_RELATIONS = "word/_rels/fontTable.xml.rels"
TYPES, SETTINGS, TABLE = "[Content_Types].xml", "word/settings.xml", "word/fontTable.xml"
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def font_name(characters: frozenset[str]) -> str:
    """Return what the font is called that has some characters: each set has a font of its own."""
    digest = hashlib.sha256("".join(sorted(characters)).encode("utf-8")).hexdigest()
    return f"Sightline {digest[:8]}"


def with_font(document: bytes, characters: frozenset[str], name: str) -> bytes:
    """Return a DOCX that carries a font for some characters, so that it reads the same everywhere.

    `name` is that by which the styles of the document call it.
    """
    font = subset_ttf(characters, name)
    key = uuid.UUID(bytes=hashlib.sha256(font).digest()[:16], version=4)
    parts = _parts(document)
    parts[FONT_PART] = obfuscated(font, key)
    parts[TABLE] = _font_table(name, key).encode()
    parts[FONT_RELATIONS] = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/font"'
        ' Target="fonts/font1.odttf"/></Relationships>'
    ).encode()
    default = f'<Default Extension="odttf" ContentType="{FONT_TYPE}"/>'
    parts[TYPES] = _put_after(parts[TYPES], b"<Default ", default, before=True)
    parts[SETTINGS] = _put_after(parts[SETTINGS], b"<w:zoom ", "<w:embedTrueTypeFonts/>")
    return _package(parts)


def obfuscated(font: bytes, key: uuid.UUID) -> bytes:
    """Return a font as Word wants it; done twice it is plain again."""
    mask = bytes(reversed(key.bytes)) * 2
    return bytes(a ^ b for a, b in zip(font[:32], mask, strict=True)) + font[32:]


def dateless(package: bytes) -> bytes:
    """Return the same package without the time at which it was put together."""
    return _package(_parts(package))


def _font_table(name: str, key: uuid.UUID) -> str:
    guid = f"{{{str(key).upper()}}}"
    return (
        f'<w:fonts xmlns:w="{MAIN}" xmlns:r="{OFFICE}"><w:font w:name="{name}">'
        f'<w:altName w:val="{FALLBACKS}"/>'
        '<w:charset w:val="86"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        f'<w:embedRegular r:id="rId1" w:fontKey="{guid}"/></w:font></w:fonts>'
    )


def _put_after(xml: bytes, tag: bytes, added: str, *, before: bool = False) -> bytes:
    """Return XML with an element put before or behind the first of a kind."""
    start = xml.index(tag)
    at = start if before else xml.index(b">", start) + 1
    return xml[:at] + added.encode() + xml[at:]


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
