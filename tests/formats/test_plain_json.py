from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits
from mockserver.formats.json import PlainJson
from tests.formats.shapes import TYPED, bodies, types

STRICT = PlainJson()


@given(bodies, types)
def test_any_body_is_read_or_refused(body, type_):
    with suppress(CannotDecode):
        STRICT.write(STRICT.read(body, type_).value, type_)


@pytest.mark.parametrize("body", [b'{"a":' * 100, b"[" * 100, b'{"x":"' + b"[" * 100 + b'"' + b",[" * 100])
def test_deep_nesting_is_refused(body):
    with pytest.raises(CannotDecode, match="deeper than 64"):
        STRICT.read(body, TYPED)


def test_a_large_body_is_refused():
    with pytest.raises(CannotDecode, match="more than 4"):
        STRICT.read(b"[   ]", Kind.ANY, limits=Limits(size=4))


def test_a_limit_raised_too_far_still_ends_in_a_refusal():
    with pytest.raises(CannotDecode):
        STRICT.read(b"[" * 100_000, Kind.ANY, limits=Limits(depth=10**9, nodes=10**9))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"NaN", b"[Infinity]", b"[-Infinity]", b"1e999", b"[1,]", b"{'a':1}", b'"a\tb"', b'"\x00"',
     b"\xff", b"9" * 5000, b"[1] x", b"nul"],
)  # fmt: skip
def test_strict_json_refuses(body):
    with pytest.raises(CannotDecode):
        STRICT.read(body, Kind.ANY)


@pytest.mark.parametrize("charset", ["koi8-r", "hex", "punycode", ""])
def test_an_unknown_charset_is_refused(charset):
    with pytest.raises(CannotDecode, match="is not known"):
        STRICT.read(b"{}", Kind.ANY, charset=charset)


@pytest.mark.parametrize(
    ("charset", "codec"), [("UTF-8", "utf-8-sig"), ("iso-8859-1", "latin-1"), ("utf-16", "utf-16")]
)
def test_strict_json_knows_the_usual_charsets(charset, codec):
    assert STRICT.read('["é"]'.encode(codec), Kind.ANY, charset=charset).value == ["é"]


def test_strict_json_says_what_it_changed():
    reading = STRICT.read(b'{"a":1,"a":[2,"\\ud800"]}', Kind.ANY)

    assert reading.value == {"a": [2, "�"]}
    assert reading.losses == (
        "a member is given twice; the last one counts",
        "half a surrogate pair was replaced by U+FFFD",
    )


def test_strict_json_is_written_in_declared_order_with_its_nulls():
    value = {"x": 1, "Type": None, "StartTime": "中<\u2028", "Texts": [{"b": 1}]}

    assert STRICT.write({"Z": 0, "Subs": [value]}, TYPED).decode() == (
        '{"Subs":[{"StartTime":"中<\u2028","Type":null,"x":1,"Texts":[{"b":1}]}],"Z":0}'
    )


def test_strict_json_writes_decimals_as_numbers_and_the_rest_as_text():
    assert STRICT.write([Decimal("2.0"), Decimal("1.5"), Kind.ANY, date(2024, 5, 1)], Kind.ANY) == (
        b'[2,1.5,"any","2024-05-01"]'
    )


def test_strict_json_has_no_word_for_nan():
    assert STRICT.write([float("nan"), float("inf"), 1e300], Kind.ANY) == b"[null,null,1e+300]"


names = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | names,
    lambda inner: st.lists(inner) | st.dictionaries(names, inner),
    max_leaves=20,
)


@given(json_values)
def test_strict_json_is_read_as_written(value):
    assert STRICT.read(STRICT.write(value, Kind.ANY), Kind.ANY).value == value
