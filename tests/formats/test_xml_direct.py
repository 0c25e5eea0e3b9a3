"""Plain XML done directly, held to what expat and xmltodict make of the same."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Member, Shape
from mockserver.formats.xml import PlainXml, document_by_xmltodict
from mockserver.formats.xml_direct import NoName, document, flat_reader
from tests.thorough import examples

XML = PlainXml()
FLAT = flat_reader("request")
# fmt: off
CALL = Shape("Call", (
    Member("n", Kind.INT), Member("to", Kind.STRING), Member("tags", ListOf(Kind.STRING)),
    Member("ok", Kind.BOOL), Member("d", Kind.DOUBLE), Member("m", Kind.DECIMAL), Member("any", Kind.ANY),
    Member("sub", Shape("Sub", (Member("a", Kind.STRING),))),
))
# fmt: on


class Colour(StrEnum):
    RED = "r<d"


def generally(body: bytes, limits: Limits = Limits()) -> Any:
    """What expat makes of a body: one in UTF-16 always goes to it."""
    try:
        reading = XML.read(body.decode().encode("utf-16-le"), CALL, charset="utf-16le", limits=limits)
    except CannotDecode:
        return "refused"
    return repr(reading.value), reading.losses


def actually(body: bytes, limits: Limits = Limits()) -> Any:
    try:
        reading = XML.read(body, CALL, limits=limits)
    except CannotDecode:
        return "refused"
    return repr(reading.value), reading.losses


# ---------------------------------------------------------------- reading

# fmt: off
TAKEN = [
    "", "\n  ", "<n>5</n><to> a </to>", "<to>x</to>\r\n<n> 5 </n>", "<n>five</n><n2>x</n2>", "<tags>a</tags>",
    "<tags> </tags><sub>\n</sub>", "<sub>x&amp;y</sub>", "<to>&lt;&gt;&amp;amp;&quot;&apos;</to>",
    "<n>&amp;</n>", "<any>1</any>", "<ok>true</ok><d>-INF</d><m> 2.50 </m>", "<to>中😀\x7f</to>",
    "<entry>x</entry>", "<item>x</item>", "<to></to><tags></tags><sub></sub>", "<xmlns>x</xmlns><xml>x</xml>",
    "<_a.b-c>x</_a.b-c>",
]
LEFT = [
    "<n>1</n>text", "<n/>", "<n>1</to>", "<to>a]]>b</to>", "<to>&#65;</to>", "<to>&nope;</to>",
    "<to>a\rb</to>",
    "<to>\0</to>", "<to>\ufffe</to>", "<to><![CDATA[x]]></to>", "<to>a<!-- c --></to>", "<?p?>",
    "<a:b>x</a:b>",
    "<to a='1'>x</to>", "<to >x</to>", "<tags><item>a</item></tags>", "<中>x</中>", "<1>x</1>", "<to>x</tox>",
    "<to>x</request>", "x" * 70_000,
]
# fmt: on


@pytest.mark.parametrize("content", TAKEN)
@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>\n', '<?xml version="1.0" encoding="UTF-8" ?>'])
def test_a_flat_body_is_taken_and_means_the_same(content: str, head: str) -> None:
    body = f"{head}<request>{content}</request>\n".encode()

    assert FLAT(body, Limits()) is not None
    assert actually(body) == generally(body) != "refused"


@pytest.mark.parametrize("content", LEFT)
def test_what_is_not_flat_is_left_alone(content: str) -> None:
    body = f"<request>{content}</request>".encode()

    assert FLAT(body, Limits()) is None
    assert actually(body) == generally(body)


# fmt: off
OTHERS_LEFT = [
    b"", b"<request>", b"<request/>", b"<response></response>", b"<request></request>x", b"\xff",
    b"<request></request><!-- c -->", b" <?xml version='1.0'?><request></request>",
    b"<request><a>\xff</a></request>",
    b"<!DOCTYPE request><request></request>", b"<request xmlns='urn:x'></request>",
]
# fmt: on


@pytest.mark.parametrize("body", OTHERS_LEFT)
def test_what_is_no_plain_request_is_left_alone(body: bytes) -> None:
    assert FLAT(body, Limits()) is None


@pytest.mark.parametrize("limits", [Limits(depth=1), Limits(nodes=2), Limits(size=30)])
def test_a_flat_body_beyond_a_cap_is_refused(limits: Limits) -> None:
    assert actually(b"<request><a></a><b></b></request>", limits) == "refused"


def test_a_member_that_came_twice_is_told() -> None:
    reading = XML.read(b"<request><n>1</n><n>2</n></request>", CALL)

    assert reading.value == {"n": 2}
    assert reading.losses == ("<n> came again, and the last one counts",)


_NAMES = st.sampled_from(["n", "to", "tags", "ok", "d", "m", "any", "sub", "item", "entry", "other", "x-1"])
_LETTERS = st.sampled_from(["a", "1", ".", "-", " ", "\n", "&amp;", "&lt;", "中", "]"])
_TEXTS = st.lists(_LETTERS, max_size=5).map("".join)
_BLANKS = st.sampled_from(["", "", "\n  ", "\r\n"])
_MEMBERS = st.lists(st.builds("<{0}>{1}</{0}>{2}".format, _NAMES, _TEXTS, _BLANKS), max_size=5)
# fmt: off
_HOSTILE = [
    "", "x", " ", "\r", "&", "&#65;", "&e;", "<", ">", "/", "]]>", "<!-- c -->", "<?p?>", "<![CDATA[x]]>",
    "<!DOCTYPE x>", "\0", "\x1f", "\ufffe", "<n>", "</n>", "<n/>", "<to>b</to>", "<item>1</item>", ' a="1"',
    ":",
    ' xmlns="urn:o"', "xml:", '<?xml version="1.0"?>', ' standalone="maybe"', "é", "</request>", "<request>",
]
# fmt: on
_PIECE = re.compile(r"<[^>]*>|[^<]+")


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A flat body, and in most of them something lost, doubled, swapped or hostile."""
    pieces = _PIECE.findall(f"<request>{''.join(draw(_MEMBERS))}</request>")
    for _ in range(draw(st.integers(0, 3))):
        at, other = draw(st.integers(0, len(pieces) - 1)), draw(st.integers(0, len(pieces) - 1))
        inside = draw(st.integers(0, len(pieces[at])))
        hostile = draw(st.sampled_from(_HOSTILE))
        before, after = pieces[at][:inside], pieces[at][inside:]
        pieces[at] = draw(st.sampled_from([before + hostile + after, hostile, pieces[at] * 2, pieces[other]]))
    return "".join(pieces).encode()


_CAPS = st.builds(Limits, depth=st.integers(0, 3), nodes=st.integers(0, 12)) | st.just(Limits())


@examples(300)
@given(changed(), _CAPS)
def test_the_two_readers_never_disagree(body: bytes, limits: Limits) -> None:
    assert actually(body, limits) == generally(body, limits)


# ---------------------------------------------------------------- writing

# fmt: off
SPELT: list[Any] = [
    None, "", "a", "\r\n\t", "<&>\"'", "\0\ud800\ufffe\x1f\x85\u2028", True, False, 0, -5, 1.0, 1e300,
    float("nan"),
    float("-inf"), -0.0, Decimal("1.50"), b"x", Colour.RED, {}, [], (), [[]], [{}], [None], {"a": None},
    {"a": []},
    {"a": [None, "x", [], {}]}, {"a": {"b": {"c": ""}}}, {"entry": "x"}, {"a": "xsi:nil="}, "xsi:nil=",
    {"result": "0", "list": ["<&>", ("t",)], "n": {"x": None}}, {"A.b-c_1": 1}, 'xmlns:xsi="',
]
# fmt: on


@pytest.mark.parametrize("value", SPELT, ids=repr)
def test_a_value_is_spelt_as_by_xmltodict(value: Any) -> None:
    assert document("response", value) == document_by_xmltodict("response", value)


@pytest.mark.parametrize(
    "key", ["", "1a", "a b", "<", "item", "xmlns", "XML", "a:b", "中", "@x", "#text", "a\n"]
)
def test_a_key_that_is_no_name_is_left_to_xmltodict(key: str) -> None:
    with pytest.raises(NoName):
        document("response", {"a": [{key: 1}]})

    assert XML.write({"a": [{key: 1}]}, Kind.ANY).decode() == document_by_xmltodict(
        "response", {"a": [{key: 1}]}
    )


_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals()
    | st.text(st.sampled_from("a<&>\r\n\"' \0\ufffe\ud800]")) | st.just("xsi:nil=")
)  # fmt: skip
_KEYS = st.sampled_from(["a", "b", "c.d", "entry", "Item", "x-1", "_"])
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=10,
)


@given(_VALUES)
def test_any_value_is_spelt_as_by_xmltodict(value: Any) -> None:
    assert document("response", value) == document_by_xmltodict("response", value)
