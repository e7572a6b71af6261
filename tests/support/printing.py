"""PDFs of bills, read again: their texts as Typst set them, and what a reader of the page is told of them."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def is_tagged(pdf: bytes) -> bool:
    """Tell whether a PDF says that it is tagged and follows PDF/UA-1."""
    return b"/MarkInfo" in pdf and b"/StructTreeRoot" in pdf and b"pdfuaid:part>1<" in _unpacked(pdf)


def alt_texts(pdf: bytes) -> tuple[str, ...]:
    """Return what a PDF says in place of its pictures."""
    return tuple(_text(found) for found in re.findall(rb"/Alt\s*\((.*?)(?<!\\)\)", pdf, re.DOTALL))


def _text(raw: bytes) -> str:
    return raw.replace(b"\\(", b"(").replace(b"\\)", b")").decode("latin-1")


def _unpacked(pdf: bytes) -> bytes:
    return pdf + b"".join(_inflated(found) for found in _STREAM.findall(pdf))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
