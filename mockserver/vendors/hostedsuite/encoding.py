"""An answer's bytes and headers.

Rule: whatever is answered by the framework has Vary and X-Powered-By; a type that nothing
can write becomes a 405 without a body, after the service has done its work.
"""

from __future__ import annotations

import re

from mockserver.formats.base import Format, ListOf, Plain, Shape, Type
from mockserver.formats.datacontract import CannotEncode, DataContract
from mockserver.formats.negotiate import Choice
from mockserver.reply import Reply
from mockserver.vendors.hostedsuite.negotiation import NOTHING

Pairs = tuple[tuple[str, str], ...]
COMMON: Pairs = (("Vary", "Accept"), ("X-Powered-By", "ServiceStack/5.00 NET45 Win32NT/.NET"))
_UNCHECKED = DataContract(check_characters=False)
_NO_CHARACTER = re.compile(b"&#x")  # only what is no XML character is written as a reference


def headers(content_type: str) -> Pairs:
    """What stands above a body of that type."""
    return (("Content-Type", content_type), *COMMON)


def encode(value: Plain, type_: Type, choice: Choice, status: int = 200) -> Reply:
    """The value in the chosen format."""
    if choice.format is NOTHING:
        return Reply(405, b"", headers(choice.content_type))
    body = written(value, _fitting(value, type_), choice.format)
    return Reply(status, wrapped(body, choice), headers(choice.content_type))


def _fitting(value: Plain, type_: Type) -> Type:
    """The type of a list that stands where its envelope is due (``list_envelope: bare``)."""
    if not isinstance(value, list):
        return type_
    if isinstance(type_, Shape):
        return next(member.type for member in type_.members if isinstance(member.type, ListOf))
    return ListOf(_fitting(value[0], type_.item)) if value and isinstance(type_, ListOf) else type_


def wrapped(body: bytes, choice: Choice) -> bytes:
    """The body inside the callback, if there is one. No semicolon follows."""
    return f"{choice.wrap}(".encode() + body + b")" if choice.wrap else body


def written(value: Plain, type_: Type, as_: Format) -> bytes:
    """The value's bytes; XML breaks off at what is no XML character, as the real server's does."""
    try:
        return as_.write(value, type_)
    except CannotEncode:
        whole = _UNCHECKED.write(value, type_)
        end = _NO_CHARACTER.search(whole)
        return whole[: end.start()] if end else whole
