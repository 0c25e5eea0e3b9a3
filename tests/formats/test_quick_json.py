"""The quick way through plain JSON agrees with the long one, to the byte and the remark."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.formats.base import NORMAL, CannotDecode, Kind, Limits
from mockserver.formats.json import PlainJson
from mockserver.formats.quick_json import read_quickly, write_quickly

PLAIN = PlainJson()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
FLAT = st.dictionaries(st.text(max_size=4), SCALARS, max_size=6)
SNIPPETS = st.sampled_from(
    ['"a"', ":", ",", "{", "}", "1",
     "-0", "1e3", "1.5", "true", "null", '"a":1', '"b":"x"', " ", "\\u0041", "\ufeff"]
)  # fmt: skip


def outcome(read, *what):
    try:
        return read(*what)
    except CannotDecode as why:
        return str(why)


def typed(value):
    """A value that differs from another wherever their types do."""
    return repr(value)


@given(FLAT | VALUES)
@example({"a": 2**64, "b": -(2**63) - 1})
@example({"a": -0.0})
def test_what_others_write_is_read_the_same(value):
    for how in ({}, {"ensure_ascii": False, "indent": 1}, {"ensure_ascii": False, "separators": (",", ":")}):
        agrees(json.dumps(value, **how).encode("utf-8", "surrogatepass"))


@given(st.lists(SNIPPETS, max_size=12).map("".join))
@example('{"a":1,"a":1}')
@example('{"a":"\\"","a":1}')
@example('{"a":"x","b":{"a":1,"a":2}}')
@example('{"a":18446744073709551616}')
@example('{"a":-0}')
@example('{"a":1}x')
def test_what_nobody_would_write_is_read_the_same(text):
    agrees(text.encode())
    agrees(("{" + text + "}").encode())


@given(st.binary(max_size=30))
@example(b'{"a":"\xff"}')
def test_bytes_that_are_no_text_are_read_the_same(body):
    agrees(body)


def agrees(body):
    long = outcome(PLAIN.read_carefully, body, "utf-8", NORMAL)
    assert typed(outcome(PLAIN.read, body, Kind.ANY)) == typed(long)


@given(FLAT | VALUES)
@example({"a": "\x00\x1f\x7f\x80\u2028<é😀>"})
@example({"a": "\ud800"})
@example({"a": [1e16, 1e-5, float("nan")]})
@example({"a": 2**64})
def test_everything_is_written_the_same(value):
    assert PLAIN.write(value, Kind.ANY) == PLAIN.write_carefully(value)


def test_a_plain_body_takes_the_quick_way():
    body = b'{"id": 7, "name": "\xc3\xa9", "on": true, "more": null}'

    assert read_quickly(body, "utf-8", NORMAL).value == {"id": 7, "name": "é", "on": True, "more": None}
    assert write_quickly({"a": [1, {"b": "x"}]}) == b'{"a":[1,{"b":"x"}]}'


@pytest.mark.parametrize(
    "body", [b'{"a":1.5}', b'{"a":1,"b":"x"}', b'{"a": "x.y"}', b'{\n"a":1}', b'{"blank":" "}']
)
def test_what_the_quick_way_reads_is_what_the_long_way_reads(body):
    assert typed(read_quickly(body, "utf-8", NORMAL)) == typed(PLAIN.read_carefully(body, "utf-8", NORMAL))


@pytest.mark.parametrize(
    ("body", "charset", "limits"),
    [
        (b'{"a":1}', "utf-16", NORMAL),
        (b'{"a":1}', "utf-8", Limits(nodes=3)),
        (b'{"a":1}', "utf-8", Limits(depth=0)),
        (b'{"a":[1]}', "utf-8", NORMAL),
        (b'{"a":1.50}', "utf-8", NORMAL),
        (b'{"a":1,"a":2}', "utf-8", NORMAL),
        (b'{"a":{"b":1,"b":2}}', "utf-8", NORMAL),
        (b'{"a":18446744073709551616}', "utf-8", NORMAL),
        (b"[1]", "utf-8", NORMAL),
    ],
)
def test_in_doubt_the_long_way_is_asked(body, charset, limits):
    assert read_quickly(body, charset, limits) is None
