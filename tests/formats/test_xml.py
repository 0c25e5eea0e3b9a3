"""Plain XML, and the guard that stands before every XML body."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Member, Shape, Type
from mockserver.formats.xml import PlainXml
from mockserver.formats.xmltree import parse

XML = PlainXml(root_in="request", root_out="request")
HEAD = ""
CALL = Shape("Call", (Member("n", Kind.INT), Member("to", Kind.STRING), Member("tags", ListOf(Kind.STRING))))


def read(content: str, type_: Type = Kind.ANY) -> Any:
    return XML.read(f"<request>{content}</request>".encode(), type_).value


# ---------------------------------------------------------------- reading


# fmt: off
UNDERSTOOD = [
    ("<n>5</n><to> a </to>", CALL, {"n": 5, "to": " a "}),
    ("<n>five</n>", CALL, {"n": "five"}),
    ("<n>1.5</n>", CALL, {"n": "1.5"}),
    ("<n/><to/><tags/>", CALL, {"n": "", "to": "", "tags": []}),
    ("<n><x>1</x></n>", CALL, {"n": {"x": "1"}}),
    ("<tags><item>a</item><item/></tags>", CALL, {"tags": ["a", ""]}),
    ("<tags>a</tags>", CALL, {"tags": "a"}),
    ("text", CALL, "text"),
    ("", CALL, {}),
    ("<n>1</n><n>2</n>", CALL, {"n": 2}),
    ("<other><item>1</item><item>2</item></other>", CALL, {"other": ["1", "2"]}),
    ("<a><b>x<!-- c -->y<![CDATA[<z>]]></b></a>", Kind.ANY, {"a": {"b": "xy<z>"}}),
    ("<entry name='2 b'>x</entry><entry>y</entry>", Kind.ANY, {"2 b": "x", "entry": "y"}),
    ("<v xmlns:q='http://www.w3.org/2001/XMLSchema-instance' q:nil='true'/>", Kind.ANY, {"v": None}),
    (" 2.50 ", Kind.DECIMAL, Decimal("2.50")), ("1e3", Kind.DOUBLE, 1000.0),
    ("-INF", Kind.DOUBLE, float("-inf")),
    ("true", Kind.BOOL, True), ("yes", Kind.BOOL, "yes"), ("1" * 5000, Kind.INT, "1" * 5000),
]
# fmt: on


@pytest.mark.parametrize(("content", "type_", "value"), UNDERSTOOD)
def test_the_type_directs_how_text_is_understood(content: str, type_: Type, value: Any) -> None:
    assert read(content, type_) == value


def test_what_is_not_understood_leaves_a_sentence() -> None:
    body = b"<request>\n<n>1</n><n>2</n> text <tags><item>a</item><other/></tags></request>"

    reading = XML.read(body, CALL)

    assert reading.value == {"n": 2, "tags": ["a"]}
    assert len(reading.losses) == 3


@pytest.mark.parametrize(
    "root", ["response", "Request", "x:request xmlns:x='urn:x'", "request xmlns='urn:x'"]
)
def test_another_root_is_refused(root: str) -> None:
    with pytest.raises(CannotDecode, match="The root element must be <request>"):
        XML.read(f"<{root}/>".encode(), Kind.ANY)


# fmt: off
ENCODED = [
    ("<request>é</request>".encode(), "utf-8"),
    ("<request>é</request>".encode("utf-8-sig"), "utf-8"),
    ("<request>é</request>".encode("utf-16"), "utf-8"),
    ("<request>é</request>".encode("utf-16"), "UTF-16"),
    ("<request>é</request>".encode("latin-1"), "ISO-8859-1"),
    ('<?xml version="1.0" encoding="iso-8859-1"?><request>é</request>'.encode("latin-1"), "utf-8"),
]
# fmt: on


@pytest.mark.parametrize(("body", "charset"), ENCODED)
def test_the_charset_or_the_body_names_the_encoding(body: bytes, charset: str) -> None:
    assert XML.read(body, Kind.STRING, charset=charset).value == "é"


# fmt: off
UNSAFE = [
    b"", b" ", b"hello", b"<request", b"<request>", b"<request></other>", b"<request/>x",
    b"<request/><request/>",
    b"<request>\xff</request>", b"<request>\0</request>", b"<request>&#0;</request>",
    b"<request>&x;</request>",
    b"<request><?pi?></request>", b"<request><p:a/></request>", b"<request a='1' a='2'/>",
    b'<?xml version="1.0" encoding="gbk"?><request/>', b'<?xml version="1.0" encoding="nonsense"?><request/>',
    b"<!DOCTYPE request><request/>", b"<!DOCTYPE r [<!ENTITY a 'a'>]><request>&a;</request>",
    b"<!DOCTYPE r SYSTEM 'file:///etc/passwd'><request/>",
    b"<!DOCTYPE r [<!ENTITY % a SYSTEM 'http://127.0.0.1/'> %a;]><request/>",
]
# fmt: on


@pytest.mark.parametrize("body", UNSAFE)
def test_what_is_malformed_or_not_safe_is_refused(body: bytes) -> None:
    with pytest.raises(CannotDecode):
        XML.read(body, Kind.ANY)


# ---------------------------------------------------------------- writing


def test_a_value_is_written_as_our_convention_says() -> None:
    value = {
        "result": "0",
        "none": None,
        "ok": True,
        "n": 1.5,
        "list": ["<&>", None, []],
        "empty": {},
        "2b": "x",
    }

    assert PlainXml().write(value, Kind.ANY).decode() == (
        HEAD + '<response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><result>0</result>'
        '<none xsi:nil="true"/><ok>true</ok><n>1.5</n><list><item>&lt;&amp;&gt;</item><item xsi:nil="true"/>'
        '<item/></list><empty/><entry name="2b">x</entry></response>'
    )


def test_the_root_declares_nothing_that_is_not_used() -> None:
    assert (
        PlainXml().write({"result": "0"}, Kind.ANY).decode()
        == HEAD + "<response><result>0</result></response>"
    )


@pytest.mark.parametrize("key", ["", "1a", "a b", "<", "item", "xmlns", "a:b", "中", "@x", "#text", "a\n"])
def test_a_key_that_is_no_plain_name_becomes_an_entry(key: str) -> None:
    written = XML.write({key: "x"}, Kind.ANY)

    assert b"<entry name=" in written
    assert XML.read(written, Kind.ANY).value == {key: "x"}


def test_a_character_xml_does_not_have_is_replaced() -> None:
    assert (
        XML.read(XML.write("a\0\ud800\ufffe\x1fb", Kind.STRING), Kind.STRING).value
        == "a\ufffd\ufffd\ufffd\ufffdb"
    )


# ---------------------------------------------------------------- properties

legal = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")).filter(
    str.isprintable
)
texts = legal | st.sampled_from(["\r", "\n", "\t", "\r\n", " ", "]]>", "a\rb", "\u0085\u2028"])
scalars: list[st.SearchStrategy[tuple[Type, Any]]] = [
    st.tuples(st.just(Kind.STRING), texts),
    st.tuples(st.just(Kind.INT), st.integers(-(10**18), 10**18)),
    st.tuples(st.just(Kind.DOUBLE), st.floats(allow_nan=False)),
    st.tuples(st.just(Kind.BOOL), st.booleans()),
    st.tuples(st.sampled_from([Kind.INT, Kind.STRING, Kind.BOOL]), st.none()),
]


def _lists(inner: st.SearchStrategy[tuple[Type, Any]]) -> st.SearchStrategy[tuple[Type, Any]]:
    return inner.flatmap(lambda one: st.integers(0, 3).map(lambda count: (ListOf(one[0]), [one[1]] * count)))


def _shapes(inner: st.SearchStrategy[tuple[Type, Any]]) -> st.SearchStrategy[tuple[Type, Any]]:
    return st.dictionaries(legal | st.sampled_from(["a", "item", "entry"]), inner, max_size=4).map(
        lambda made: (
            Shape("S", tuple(Member(name, one[0]) for name, one in made.items())),
            {name: one[1] for name, one in made.items()},
        )
    )


@given(st.recursive(st.one_of(scalars), lambda inner: _lists(inner) | _shapes(inner), max_leaves=12))
def test_what_is_written_reads_back_equal(typed: tuple[Type, Any]) -> None:
    type_, value = typed

    reading = XML.read(XML.write(value, type_), type_)

    assert reading.value == value
    assert reading.losses == ()


@given(
    st.binary() | st.binary().map(lambda tail: b"<request>" + tail),
    st.sampled_from(["utf-8", "utf-16", "gbk"]),
)
def test_arbitrary_bytes_are_read_or_refused(body: bytes, charset: str) -> None:
    try:
        XML.read(body, CALL, charset=charset)
    except CannotDecode:
        return


@given(st.data())
def test_a_body_changed_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    body = XML.write({"n": 5, "tags": ["a", None], "x y": {"item": "<&>"}}, CALL)
    at = data.draw(st.integers(0, len(body)))
    changed = body[:at] + data.draw(st.binary(max_size=3)) + body[at + data.draw(st.integers(0, 9)) :]

    try:
        XML.read(changed, CALL)
    except CannotDecode:
        return


# ---------------------------------------------------------------- the guard

_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))


# fmt: off
BOMBS = [
    b"<!DOCTYPE r [<!ENTITY l0 'lol'>" + _LAUGHS + b"]><request>&l11;</request>",
    b"<a>" * 1_000_000,
    b"<a>" + b"<b/>" * 1_000_000 + b"</a>",
    b"<a " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>",
    b"<a " + b" ".join(b"a%d='1'" % n for n in range(9_000)) + b"/>",
    b"<a " + b" ".join(b"xmlns:a%d='u'" % n for n in range(100_000)) + b"/>",
    b"<a b='" + b"x" * 4_000_000 + b"'/>",
    b"<a>" + b"x" * 5_000_000 + b"</a>",
    b"<a><!--" + b"-x" * 2_000_000,
    b"<" + b"a" * 4_000_000,
    b"<a>" + b"<?p?>" * 700_000 + b"</a>",
]
# fmt: on


@pytest.mark.parametrize("body", BOMBS, ids=lambda body: body[:12].decode())
def test_a_bomb_is_refused_at_once(body: bytes) -> None:
    start = time.process_time()

    with pytest.raises(CannotDecode):
        parse(body, Limits())

    assert time.process_time() - start < 2


# fmt: off
MUCH_TEXT = [
    b"<a>" + b"x<!---->" * 500_000 + b"</a>",
    b"<a>" + b"&lt;" * 1_000_000 + b"</a>",
    b"<a>" + b"<![CDATA[x]]>" * 300_000 + b"</a>",
    b"<a>" + b"]" * 4_000_000 + b"</a>",
    b"<a>" + b"\r\n" * 2_000_000 + b"</a>",
]
# fmt: on


@pytest.mark.parametrize("body", MUCH_TEXT, ids=lambda body: body[:12].decode())
def test_much_text_is_read_in_linear_time(body: bytes) -> None:
    start = time.process_time()

    root = parse(body, Limits()).root

    assert len(root.text) >= 300_000
    assert time.process_time() - start < 2


def test_long_bodies_are_read_whole() -> None:
    body = "<a>" + "".join(f"<b n='{n}'>中{n}</b>" for n in range(40_000)) + "</a>"

    root = parse(body.encode(), Limits()).root

    assert [child.text for child in root.children] == [f"中{n}" for n in range(40_000)]
