"""Refuses XML that makes its reader do more than read: entities, external documents, depth."""

import re

from pipeline.errors import PlanError

MOST_DEPTH = 200
DOCTYPE = re.compile(rb"<!\s*(ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")


def refuse_clever_xml(data: bytes) -> None:
    r"""Raise PlanError for XML with an inner DTD or entities, in another encoding, or too deep.

    >>> refuse_clever_xml(b"<svg><g/></svg>")
    >>> refuse_clever_xml(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>')
    Traceback (most recent call last):
    pipeline.errors.PlanError: it defines entities, which are not read
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:64]:
        raise PlanError(
            "文件不是 UTF-8 编码，请另存为 UTF-8", "it is not in UTF-8; save it as UTF-8"
        )
    if DOCTYPE.search(data):
        raise PlanError("文件定义了实体，不予读取", "it defines entities, which are not read")
    depth = 0
    for tag in TAG.finditer(data):
        if tag[2]:
            continue
        depth += -1 if tag[1] else 1
        if depth > MOST_DEPTH:
            raise PlanError("标签嵌套过深", "its tags are nested too deeply")
