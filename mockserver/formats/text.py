"""Bytes to text and back, as .NET does it and as strict readers do it.

Rule: no text that leaves this module holds half a surrogate pair, so every text can be
written again; and no codec is used that is not in ``CHARSETS`` (some of Python's are slow,
some are no charsets at all).
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from .base import CannotDecode

REPLACEMENT: Final = "\ufffd"

# fmt: off
CHARSETS: Final = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "utf-32": "utf-32",
    "iso-8859-1": "latin-1", "latin1": "latin-1", "windows-1252": "cp1252",
}
# Longest first: UTF-32's mark begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# fmt: on
_MARKS_BEGIN: Final = frozenset(mark[:1] for mark, _ in _MARKS)
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def decode_leniently(body: bytes, charset: str = "utf-8") -> str:
    """Decode as a .NET StreamReader: a byte order mark wins, bad bytes become U+FFFD."""
    codec = CHARSETS.get(charset) or CHARSETS.get(charset.strip().lower(), "utf-8")
    if body[:1] not in _MARKS_BEGIN:
        return body.decode(codec, "replace")
    mark, codec = _marked(body, codec)
    return body[len(mark) :].decode(codec, "replace")


def decode_strictly(body: bytes, charset: str = "utf-8") -> str:
    """Decode; a UTF-8 byte order mark is skipped.

    Raises:
        CannotDecode: the charset is unknown, or the bytes are not of it.
    """
    codec = CHARSETS.get(charset) or CHARSETS.get(charset.strip().lower())
    if codec is None:
        raise CannotDecode(f"the charset {charset!r} is not known")
    try:
        return body.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise CannotDecode(f"not {charset}: {error.reason} at byte {error.start}") from error


def mend(text: str) -> str:
    """Join surrogates that were escaped one by one; a lone one becomes U+FFFD."""
    if text.isascii() or not _HALF_PAIR.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encode(text: str) -> bytes:
    """Encode as UTF-8; half a surrogate pair becomes U+FFFD, as in .NET."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return mend(text).encode()


def head(text: str, units: int) -> str:
    """Cut to a number of UTF-16 units, which is how .NET counts."""
    cut = text[:units].encode("utf-16-le", "surrogatepass")[: 2 * units]
    return cut.decode("utf-16-le", "replace")


def _marked(body: bytes, otherwise: str) -> tuple[bytes, str]:
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return mark, codec
    return b"", otherwise
