"""Reads documents back: all text of a PDF or a Word file, without its line breaks."""

import io
import re

import docx
import pypdfium2


def squeezed(text: str) -> str:
    """Return a text without spaces; PDFium gives a hyphen at a line's end as U+FFFE."""
    return re.sub(r"\s", "", text.replace("\ufffe", "-"))


def pdf_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def pdf_pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def word_text(file: bytes) -> str:
    """Return the words of paragraphs and table cells in the order of the document."""
    document = docx.Document(io.BytesIO(file))
    parts = document.element.body.iter(f"{{{document.element.nsmap['w']}}}t")
    return squeezed("".join(part.text or "" for part in parts))
