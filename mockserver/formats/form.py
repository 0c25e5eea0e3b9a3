"""Forms and query strings, split as .NET does and bound as ServiceStack 5 does.

Rule: names are taken without regard to case, repeated ones are joined with a comma, an empty
value counts as absent; what does not fit its member is an error that names the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote_plus

from .base import CannotDecode, Kind, Limits, Plain, Reading, Shape, Type
from .guard import NORMAL, check_count, check_size
from .jsv import JSV, JsvGrammar
from .spell import spell
from .text import CHARSETS, decode_leniently, mend
from .typed import Typed, fold, members_of, show

_ESCAPED: Final = re.compile(r"%u([0-9a-fA-F]{4})|((?:%[0-9a-fA-F]{2})+)|\+")


class CannotBind(CannotDecode):
    """Some fields do not fit their members; ``errors`` holds each field's name and text, as sent."""

    def __init__(self, shape: str, errors: tuple[tuple[str, str], ...]) -> None:
        super().__init__(f"Unable to bind to request '{shape}'")
        self.errors = errors


def unescape(text: str, charset: str = "utf-8") -> str:
    """Undo percent-encoding as HttpUtility.UrlDecode: ``+``, ``%uXXXX``, bad bytes to U+FFFD.

    A percent sign that begins no escape stays.
    """
    codec = CHARSETS.get(charset.lower(), "utf-8")

    def plain(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return bytes.fromhex(match[2].replace("%", "")).decode(codec, "replace") if match[2] else " "

    return mend(_ESCAPED.sub(plain, text))


def split_pairs(text: str, charset: str = "utf-8") -> list[tuple[str, str | None]]:
    """Names and values of a form or query string in order; None for a name without ``=``.

    Only ``&`` separates.
    """
    parts = (part.partition("=") for part in text.split("&") if part)
    return [(unescape(n, charset), unescape(v, charset) if eq else None) for n, eq, v in parts]


def fields(pairs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """One text a name: the first spelling of the name stays, values are joined with a comma.

    A name without ``=`` has an empty value.
    """
    spellings: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(spellings.setdefault(fold(name), name), []).append(value or "")
    return {name: ",".join(texts) for name, texts in values.items()}


def bind(given: Mapping[str, str], shape: Shape) -> Reading:
    """Make an object of fields, as ServiceStack binds a query string or a form.

    Raises:
        CannotBind: fields that do not fit; all of them, not only the first.
    """
    typed, known = Typed(JsvGrammar()), members_of(shape)
    found: dict[str, Plain] = {}
    errors: list[tuple[str, str]] = []
    for name, text in given.items():
        member = known.get(fold(name))
        if member is None:
            typed.remarks.say(f"member {show(name)} is unknown and was ignored")
        elif not text:
            typed.remarks.say(f"{member.name}: an empty value counts as absent")
        else:
            _bind(found, errors, (name, text), (member.name, member.type), typed)
    if errors:
        raise CannotBind(shape.name, tuple(errors))
    return Reading(found, typed.remarks.all())


def _bind(
    found: dict[str, Plain],
    errors: list[tuple[str, str]],
    given: tuple[str, str],
    member: tuple[str, Type],
    typed: Typed,
) -> None:
    (field, text), (name, type_) = given, member
    if type_ is Kind.STRING:
        found[name] = text  # no quotes fall off here
        return
    if type_ is Kind.BOOL:
        text = text.partition(",")[0]  # a checkbox is sent with a hidden twin
    try:
        found[name] = typed.convert(text, type_)
    except (ValueError, IndexError):
        errors.append((field, text))


class Form:
    """``application/x-www-form-urlencoded`` as ServiceStack 5 reads it."""

    name = "form"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as an object; without a shape, as its fields.

        Raises:
            CannotBind: a field does not fit its member.
            CannotDecode: beyond a limit.
        """
        check_size(body, limits)
        check_count(body.count(b"&"), limits)
        given = fields(split_pairs(decode_leniently(body, charset), charset))
        return bind(given, type_) if isinstance(type_, Shape) else Reading(given)

    def write(self, value: Plain, type_: Type) -> bytes:
        """Spell an object's members one by one; nulls are left out, lists and objects are JSV."""
        types = {m.name: m.type for m in type_.members} if isinstance(type_, Shape) else {}
        texts = ((name, _text(inner, types.get(name, Kind.ANY))) for name, inner in (value or {}).items())
        return "&".join(f"{quote_plus(n)}={quote_plus(mend(t))}" for n, t in texts if t is not None).encode()


def _text(value: Plain, type_: Type) -> str | None:
    return value if value is None or isinstance(value, str) else spell(value, type_, JSV)
