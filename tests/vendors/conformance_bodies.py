"""Hostile bodies, as tables: what may stand in the place of one member, and in the place of a whole body.

Rule: a body is made of a right one, so that nothing but what is hostile about it can be refused.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from mockserver.chance import pick
from mockserver.kit import Operation
from tests.vendors.conformance_tongues import MARK, Tongue, marked, members, valid

DEEP = 10_000
LONG = 300_000
FOR_ANY = " for any type"  # these rows go through all members
DIGITS = "1" + "0" * 400
MORE_DIGITS = "9" * 5_000  # more than Python's int() reads
NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">'


@dataclass(frozen=True)
class Sent:
    """What is sent: a body, and what the Content-Type says it is (None: it says nothing)."""

    body: bytes
    content_type: str | None
    encoding: str | None = None


def _all(raw: str, json: str | None = None, **others: str) -> dict[str, bytes]:
    """A value as the families write it, all alike unless said otherwise."""
    plain = dict.fromkeys(("xml", "jsv", "csv", "form"), raw) | others
    spelt = {"json": f'"{raw}"' if json is None else json, **plain}
    return {family: text.encode("utf-8", "surrogatepass") for family, text in spelt.items()}


def _deep(opening: str, closing: str, inner: str = "") -> str:
    return opening * DEEP + inner + closing * DEEP


# fmt: off
# What may stand in the place of one member; None in XML: the element is nil.
VALUES: dict[str, dict[str, bytes]] = {
    "text for any type":      _all("zwölf"),
    "number for any type":    _all("7.5", "7.5"),
    "negative for any type":  _all("-1", "-1"),
    "zero for any type":      _all("0", "0"),
    "boolean for any type":   _all("true", "true"),
    "null for any type":      _all("null", "null", xml=NIL, form="%00"),
    "empty for any type":     _all(""),
    "blank for any type":     _all(" \t "),
    "object for any type":    _all("{a:{b:1}}", '{"a":{"b":1}}', xml="<a><b>1</b></a>", csv='"{a:{b:1}}"'),
    "array for any type":     _all("[1,[2],{}]", '[1,[2],{}]', xml="<item>1</item><item/>", csv='"[1,[2]]"'),
    "array of objects":       _all("[{a:1}]", '[{"a":1},null]', xml="<item><a/></item>", csv='"[{a:1}]"'),
    "infinity":               _all("1e999", "1e999"),
    "minus infinity":         _all("-Infinity", "-Infinity"),
    "not a number":           _all("NaN", "NaN"),
    "400 digits":             _all(DIGITS, DIGITS),
    "5000 digits":            _all(MORE_DIGITS, MORE_DIGITS),
    "5000 digits as text":    _all(MORE_DIGITS),
    "foreign digits":         _all("٣"),
    "lone surrogate":         _all("\ud800", r'"\ud800"', xml="&#xD800;", form="%uD800"),
    "lone surrogate, raw":    _all("\ud800x"),
    "lone surrogate, second": _all("\udc00\ud800", r'"\udc00\ud800"', xml="&#56320;", form="%ED%A0%80"),
    "escape cut off":         _all("\\u12", r'"\u12"', xml="&#x;", form="%u1"),
    "NUL":                    _all("\0", r'"\u0000"', xml="&#0;", form="%00"),
    "NUL, raw":               _all("a\0b"),
    "control characters":     _all("\x01\x08\x0b\x1b\x7f\x85", r'"\u0001\b\u000b\u001b\u007f\u0085"'),
    "new-lines":              _all("a\r\nX-Evil: 1\r\n\r\nb", r'"a\r\nX-Evil: 1\r\n\r\nb"',
                                   form="a%0d%0aX-Evil:+1%0d%0a%0d%0ab", csv='"a\r\nX-Evil: 1\r\n\r\nb"'),
    "mark-up":                _all("<script>alert(1)</script>", xml="&lt;script&gt;alert(1)&lt;/script&gt;"),
    "braces":                 _all("{0.__class__} {id} {message!r} {", csv='"{0.__class__} {id} {"'),
    "percent":                _all("%s%n%(a)s%"),
    "quotes":                 _all("'\"`", r'''"'\"`"'''),
    "path":                   _all("../../../../etc/passwd"),
    "very long":              _all("x" * LONG),
    "deep arrays":            _all(_deep("[", "]"), _deep("[", "]"), xml=_deep("<item>", "</item>")),
    "deep arrays, open":      _all("[" * DEEP, "[" * DEEP, xml="<item>" * DEEP),
    "deep objects":           _all(_deep("{a:", "}"), _deep('{"a":', "}", "1"), xml=_deep("<a>", "</a>")),
    "bad UTF-8":              {},
}
# fmt: on
BAD = b"\xff\xfe\xc3(\xf0\x9f"
VALUES["bad UTF-8"] = dict.fromkeys(("xml", "jsv", "csv", "form"), BAD) | {"json": b'"' + BAD + b'"'}

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 12))
    + b"]><%s><Id>&l;</Id></%s>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><%s><Id>&x;</Id></%s>'
OUTSIDE_DTD = b'<!DOCTYPE %s SYSTEM "http://127.0.0.1:9/evil.dtd"><%s/>'
PARAMETERS = b'<!DOCTYPE r [<!ENTITY %% p SYSTEM "file:///etc/passwd"> %%p;]><%s><Id>1</Id></%s>'
SHEET = b'<?xml-stylesheet href="http://127.0.0.1:9/"?><%s></%s>'
Making = Callable[[Tongue, Operation], Sent]


def _with(change: Callable[[bytes], bytes], parameter: str = "", encoding: str | None = None) -> Making:
    """A right body, changed."""
    return lambda tongue, row: Sent(change(valid(tongue, row)), tongue.media_type + parameter, encoding)


def _as(content_type: str | None) -> Making:
    """A right body under another name."""
    return lambda tongue, row: Sent(valid(tongue, row), content_type)


def _raw(body: bytes) -> Making:
    """These very bytes."""
    return lambda tongue, row: Sent(body, tongue.media_type)


def _rooted(template: bytes) -> Making:
    """A document around the root element that the format has."""

    def make(tongue: Tongue, row: Operation) -> Sent:
        found = re.search(rb"<([A-Za-z]\w*)", valid(tongue, row))
        root = found[1] if found else b"request"
        return Sent(template % (root, root), tongue.media_type)

    return make


def _in_utf16(body: bytes) -> bytes:
    return body.decode("utf-8", "replace").encode("utf-16-le")


def _marked_utf16(body: bytes) -> bytes:
    return b"\xff\xfe" + _in_utf16(body)


def _twice(tongue: Tongue, row: Operation) -> Sent:
    """Every member twice, with another value the second time."""
    body, again = valid(tongue, row), valid(tongue, row)
    if tongue.family in ("json", "jsv"):
        body = body[:-1] + b"," + again[1:]
    elif tongue.family == "form":
        body = body + b"&" + again
    elif tongue.family == "csv":
        body = b"\n".join(line + b"," + line for line in body.splitlines())
    else:
        body = re.sub(rb"(<(\w+)>[^<]*</\2>)", rb"\1\1", body)
    return Sent(body, tongue.media_type)


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(bytes(20_000_000), 1, mtime=0)


# fmt: off
_TOO_MANY = {
    "json": b'{"a":1' + b"," * 100_001 + b"}",
    "jsv":  b"{a:1" + b"," * 100_001 + b"}",
    "csv":  b"a," * 100_001 + b"\n1",
    "form": b"a=1&" * 100_001,
    "xml":  b"<request>" + b"<m/>" * 100_001 + b"</request>",
}
WHOLE: dict[str, Making] = {
    "nothing":                  _raw(b""),
    "a quarter":                _with(lambda body: body[: len(body) // 4]),
    "a half":                   _with(lambda body: body[: len(body) // 2]),
    "all but the last byte":    _with(lambda body: body[:-1]),
    "without its first byte":   _with(lambda body: body[1:]),
    "the same twice":           _with(lambda body: body + body),
    "every member twice":       _twice,
    "NUL bytes":                _raw(b"\0" * 100),
    "NUL after it":             _with(lambda body: body + b"\0"),
    "bad UTF-8 before it":      _with(lambda body: BAD + body),
    "bad UTF-8 after it":       _with(lambda body: body + BAD),
    "byte order mark":          _with(lambda body: b"\xef\xbb\xbf" + body),
    "two byte order marks":     _with(lambda body: b"\xef\xbb\xbf" * 2 + body),
    "UTF-16 that is not told":  _with(_in_utf16),
    "UTF-16 with a mark":       _with(_marked_utf16),
    "UTF-16 as it says":        _with(_marked_utf16, "; charset=utf-16"),
    "UTF-8 that says UTF-16":   _with(bytes, "; charset=utf-16"),
    "UTF-8 that says ASCII":    _with(lambda body: body + "ü".encode(), "; charset=us-ascii"),
    "an unknown charset":       _with(bytes, "; charset=klingon"),
    "a codec that is no charset": _with(bytes, "; charset=zlib_codec"),
    "UTF-7":                    _with(bytes, "; charset=utf-7"),
    "an empty charset":         _with(bytes, "; charset="),
    "parameters that are none": _with(bytes, ";;=;charset;charset==\"\";q"),
    "no Content-Type":          _as(None),
    "an empty Content-Type":    _as(""),
    "an unknown Content-Type":  _as("application/x-nobody"),
    "a picture":                _as("image/png"),
    "a Content-Type of letters from afar": _as("\xe9\xff/\xfc"),
    "a very long Content-Type": _as("application/" + "x" * 5_000),
    "JSON that says XML":       _as("application/xml"),
    "whatever, as JSON":        _as("application/json"),
    "whatever, as a form":      _as("application/x-www-form-urlencoded"),
    "whatever, in parts":       _as("multipart/form-data; boundary=x"),
    "parts without a boundary": _as("multipart/form-data"),
    "whatever, as JSV":         _as("application/jsv"),
    "whatever, as CSV":         _as("text/csv"),
    "whatever, as text":        _as("text/plain"),
    "gzip that it is":          _with(lambda body: gzip.compress(body, mtime=0), encoding="gzip"),
    "gzip that it is not":      _with(bytes, encoding="gzip"),
    "a gzip bomb":              _with(lambda _: _gzip_bomb(), encoding="gzip"),
    "10 MB":                    _raw(b"x" * 10_000_000),
    "10 MB that begin well":    _with(lambda body: body[:-1] + b" " * 10_000_000 + body[-1:]),
    "a list":                   _raw(b"[]"),
    "a list of lists":          _raw(b"[[],[{}]]"),
    "a text":                   _raw(b'"text"'),
    "a number":                 _raw(b"17"),
    "null":                     _raw(b"null"),
    "true":                     _raw(b"true"),
    "an empty object":          _raw(b"{}"),
    "one brace":                _raw(b"{"),
    "one quote":                _raw(b'"'),
    "a backslash":              _raw(b'{"\\'),
    "one angle":                _raw(b"<"),
    "only blanks":              _raw(b" \r\n\t "),
    "names of Python's own":    _raw(b'{"__class__":1,"__proto__":{"a":1},"constructor":2,"":3}'),
    "only deep arrays":         _raw(b"[" * DEEP + b"]" * DEEP),
    "only deep objects":        _raw(b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "deep elements":            _rooted(b"<%s>" + b"<a>" * DEEP + b"</a>" * DEEP + b"</%s>"),
    "an entity bomb":           _rooted(BOMB),
    "an external entity":       _rooted(OUTSIDE),
    "an external DTD":          _rooted(OUTSIDE_DTD),
    "parameter entities":       _rooted(PARAMETERS),
    "a stylesheet":             _rooted(SHEET),
    "2000 attributes":          _rooted(b"<%s " + b" ".join(b'a%d=""' % n for n in range(2_000)) + b"></%s>"),
    "a comment without end":    _rooted(b"<%s><!-- " + b"-" * 20_000 + b"</%s>"),
    "CDATA without end":        _rooted(b"<%s><![CDATA[" + b"]" * 20_000 + b"</%s>"),
}
# fmt: on


def too_many(tongue: Tongue) -> Sent:
    """More members than a body may hold."""
    return Sent(_TOO_MANY[tongue.family], tongue.media_type)


def hostile(name: str, tongue: Tongue, row: Operation) -> Iterator[Sent]:
    """What is sent under the name of a row of one of the tables: one body, or several.

    Where the row is about types, one for each member; else for one member, always the same.
    """
    if name in WHOLE:
        yield WHOLE[name](tongue, row)
        return
    value, names = VALUES[name][tongue.family], members(row)
    chosen = names if name.endswith(FOR_ANY) else chosen_of(names, name)
    for member in chosen:
        yield Sent(_in_place(marked(tongue, row, member), tongue, value), tongue.media_type)


def _in_place(body: bytes, tongue: Tongue, value: bytes) -> bytes:
    mark = MARK.encode()
    if tongue.family == "json":
        return body.replace(b'"%s"' % mark, value)
    if value == NIL.encode() and tongue.family == "xml":
        return body.replace(b">" + mark, value)
    return body.replace(mark, value)


def chosen_of(names: list[str], name: str) -> list[str]:
    """One of the members, if there are any; another one for another row."""
    first = pick(1, len(names) or 1, "conformance", name)
    return names[first : first + 1]


NAMES = (*VALUES, *WHOLE)
