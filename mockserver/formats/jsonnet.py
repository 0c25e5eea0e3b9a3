"""JSON as Json.NET 6 reads and writes it under ASP.NET Web API 2.

Rule: the recorded answers decide. Nothing a client sends is refused here: what cannot be understood is noted
(`Reading.notes`, the framework's ModelState) and left at its default, and at worst the parameter is null. How
it reads is in ``jsonnet_read``, a plain body at once in ``jsonnet_plain``.
"""

from __future__ import annotations

import codecs
from typing import Final

from .base import Limits, Plain, Reading, Type
from .guard import NORMAL, check_size
from .jsonnet_plain import plan_root as plan_plain
from .jsonnet_read import read_general
from .jsonnet_write import plan as plan_writing
from .plans import Plans

# A StreamReader believes a byte order mark more than the charset. UTF-32's begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WIDE: Final = "utf-16"  # the one other charset of Web API's formatters


class JsonNet:
    """``application/json`` as Web API's JsonMediaTypeFormatter reads and writes it."""

    name: str = "json"

    def __init__(self) -> None:
        self._plain_readers = Plans(plan_plain)
        self._writers = Plans(plan_writing)

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as far as it goes; of the limits, the depth is Json.NET's own.

        Raises:
            CannotDecode: the body is beyond a limit.
        """
        check_size(body, limits)
        try:
            text = _decoded(body, charset)
        except UnicodeDecodeError as error:
            return _not_decoded(error)
        plain = self._plain_readers.of(type_)(text, limits)
        return Reading(plain) if plain is not None else read_general(text, type_, limits)

    def write(self, value: Plain, type_: Type) -> bytes:
        return self.text(value, type_).encode()

    def text(self, value: Plain, type_: Type) -> str:
        """Do what `write` does, for answers in another encoding."""
        return self._writers.of(type_)(value)


def _not_decoded(error: UnicodeDecodeError) -> Reading:
    bad = "".join(f"[{byte:02X}]" for byte in error.object[error.start : error.end])
    words = f"Unable to translate bytes {bad} at index {error.start} from specified code page to Unicode"
    return Reading(None, (f"the body: {words}, so the whole body counts as null",), (("", f"{words}."),))


def _decoded(body: bytes, charset: str) -> str:
    """Decode as a StreamReader: strictly without a byte order mark, and never minding a cut-off end."""
    is_wide = charset != "utf-8" and charset.lower() == _WIDE
    if body[:1] == b"{" and body[-1:] == b"}" and not is_wide:
        return body.decode()
    if is_wide and body.startswith(codecs.BOM_UTF16_LE):
        return codecs.getincrementaldecoder("utf-16-le")().decode(body[2:])
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return codecs.getincrementaldecoder(codec)("replace").decode(body[len(mark) :])
    return codecs.getincrementaldecoder("utf-16-le" if is_wide else "utf-8")().decode(body)
