"""What must not be shown: secrets, tokens and phone numbers, in headers and in text of any format.

Rule: pure functions of text, so a body that cannot be read is redacted like one
that can. The same value is hidden the same way everywhere, and twice is as once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from mockserver.frozen import frozen

HIDDEN = "[redacted]"

_SECRET = re.compile(
    r"(?:password|passwd|passphrase|pwd|secret|token|(?:api|app|access|shared|private)key"
    r"|authorization|credential|cookie|jsessionid)(?!.*(?:expires?|expiry|type|url)$)"
)
_BETWEEN_WORDS = re.compile(r"[-_. \[\]]")
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_PHONE = re.compile(
    rf"{_UUID}"  # an id, whatever its digits
    r"|(?:\+|%2[Bb])\d(?:[ ().-]{0,2}\d){6,14}(?!\d)"  # +44 20 7946 0000
    r"|(?<![0-9A-Za-z])\d{7,15}(?![0-9A-Za-z])"  # E.164 has no more than 15 digits
)
_SCHEME = re.compile(r"\b(Bearer|Basic) +([A-Za-z0-9._~+/=-]{8,})")
_USER = re.compile(r"(?<=://)[^/\s@\"'<>]+(?=@)")
_LAST = 2  # digits of a phone number that are shown

# A name and its value as the formats write them; group 1 ends where the value, the last group, begins.
# Bodies are hostile: every pattern looks at a character a bounded number of times.
_PAIRS = (
    re.compile(  # "name": "value" in JSON; a list or an object goes whole, a text may be cut off
        r'("([^"\\]{0,64})"\s*:\s*)("(?:[^"\\]|\\.)*"?|\[[^\]]*\]?|\{[^}]*\}?|[^\s,}\]]+)', re.DOTALL
    ),
    # <name>value</name>; CDATA that never ends is looked at in vain once for each beginning, so not for long
    re.compile(r"(<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>)((?:<!\[CDATA\[.{0,512}?\]\]>|[^<])+)", re.DOTALL),
    re.compile(
        r"((?<![\w.%\[\]-])([\w.%\[\]-]+)=)(\"[^\"]*\"|'[^']*'|[^&\s;\"'<>]+)"
    ),  # form, query, attribute
    re.compile(r"((?<![^{,\[])([\w-]+):)(\"(?:[^\"]|\"\")*\"|[^,}\]\"\s][^,}\]]*)"),  # JSV
)


@frozen
class Hiding:
    """What stands for what must not be shown: for a secret, and for a phone number as it is spelt."""

    secret: Callable[[str], str]
    number: Callable[[str], str]


def is_secret(name: str) -> bool:
    """Whether a member or header of this name holds what must not be shown."""
    return _SECRET.search(_BETWEEN_WORDS.sub("", name[-200:]).lower()) is not None


def text(value: str, media_type: str = "", hiding: Hiding | None = None) -> str:
    """A body, a URL or a line of a log without secrets and phone numbers."""
    if "\0" in value:
        return f"[{len(value)} characters with NUL among them: not shown]"
    by = STARRED if hiding is None else hiding
    if "csv" in media_type:
        value = _columns(value, by)
    for pair in _PAIRS:
        value = pair.sub(partial(_value_hidden, by), value)
    value = _SCHEME.sub(lambda found: f"{found[1]} {by.secret(found[2])}", value)
    value = _USER.sub(lambda found: by.secret(found[0]), value)
    return _PHONE.sub(partial(_masked, by), value)


def header(name: str, value: str) -> str:
    """The value of a header; what says how somebody authenticates stays: ``Bearer [redacted]``."""
    if not is_secret(name):
        return text(value)
    scheme, blank, rest = value.partition(" ")
    return f"{scheme} {HIDDEN}" if blank and rest and "authorization" in name.lower() else HIDDEN


def headers(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Header fields, each as ``header`` shows it."""
    return tuple((name, header(name, value)) for name, value in pairs)


def plain(value: Any, name: str = "") -> Any:
    """Plain data, as JSON has it: members of a secret name go whole, texts as ``text`` shows them."""
    if name and is_secret(name) and value is not None:
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: plain(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return text(value) if isinstance(value, str) else value


def phone(number: str) -> str:
    """A phone number with all but its last two digits starred."""
    prefix = "%2B" if number[:3].upper() == "%2B" else ""
    rest = number[len(prefix) :]
    hidden, out = sum(map(str.isdigit, rest)) - _LAST, ""
    for char in rest:
        star = char.isdigit() and hidden > 0
        hidden -= star
        out += "*" if star else char
    return number[: len(prefix)] + out


STARRED = Hiding(lambda _: HIDDEN, phone)


def _masked(by: Hiding, found: re.Match[str]) -> str:
    return found[0] if re.fullmatch(_UUID, found[0]) else by.number(found[0])


def _value_hidden(by: Hiding, found: re.Match[str]) -> str:
    value = found[3]
    if not is_secret(found[2]) or value in ("null", HIDDEN) or not value.strip():
        return found[0]
    quote = value[0] if value[0] in "\"'" else ""
    return f"{found[1]}{quote}{by.secret(value.strip(quote) if quote else value)}{quote}"


def _columns(value: str, by: Hiding) -> str:
    """CSV with its secret columns hidden; which they are is told by the first line."""
    try:
        rows = list(csv.reader(io.StringIO(value, newline="")))
    except csv.Error:  # e.g. a cell of over 128 KiB; what is a secret by its form is hidden all the same
        return value
    secret = {place for place, name in enumerate(rows[0] if rows else ()) if is_secret(name)}
    if not secret:
        return value
    out = io.StringIO(newline="")
    csv.writer(out).writerows([rows[0], *(_cells(row, secret, by) for row in rows[1:])])
    return out.getvalue()


def _cells(row: list[str], secret: set[int], by: Hiding) -> list[str]:
    return [by.secret(cell) if place in secret and cell else cell for place, cell in enumerate(row)]
