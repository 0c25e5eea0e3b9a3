"""Which format answers: the framework's rules over the whole space of headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.request import Headers, Request
from mockserver.vendors.weyi.headers import Range, accepted, charsets, content_type
from mockserver.vendors.weyi.negotiation import CHOICES, chosen, negotiate

JSON, XML = "application/json", "application/xml"
TYPES = ("application/json", "text/json", "application/xml", "text/xml")


def answers(accept=None, own=None, accept_charset=None):
    return chosen(accept, accept_charset, own).content_type.partition(";")[0]


@pytest.mark.parametrize(
    ("accept", "own", "answer"),
    [
        (None, None, JSON),
        (None, "text/xml", "text/xml"),
        (None, "application/x-www-form-urlencoded", JSON),
        (None, "*/*", JSON),
        (None, "text/*", "text/json"),
        ("text/*", XML, "text/json"),
        ("text/html", XML, XML),
        ("application/json;q=0", None, JSON),
        ("application/json;q=0", XML, XML),
        ("application/json;q=0.1, application/xml;q=0.2", None, XML),
        ("application/*;q=0.9, application/xml;q=0.1", None, JSON),
        ("application/*;q=0.9, text/xml;q=0.1", None, JSON),
        ("text/xml;q=0.1", JSON, "text/xml"),
        ("application/xml, */*", None, XML),
        ("application/xml, garbage", None, JSON),
        ("application/xml;q=", None, JSON),
        ("application/xml;", None, JSON),
        ("application/xml;q=abc, application/json;q=0.5", None, XML),
        ("application/xml; q=0.4 ; level=1, text/json;q=.3", None, XML),
        ('application/xml;a="x,y;\\"z"', None, XML),
        (",, application/xml ,,", None, XML),
        ("text/csv\napplication/xml", None, XML),
        ("garbage\napplication/xml", None, XML),
    ],
)
def test_the_answer_has_the_type_that_the_framework_chooses(accept, own, answer):
    assert answers(accept, own) == answer


@pytest.mark.parametrize(
    ("accept", "own", "answer"),
    [
        (None, XML, JSON),
        (None, "text/json", JSON),
        ("garbage", XML, JSON),
        ("*/*;q=0.1", "text/xml", JSON),
        ("text/*", XML, "text/json"),
        ("application/xml", JSON, XML),
        ("text/csv, */*", "text/json", JSON),
        ("text/csv", "text/xml", "text/xml"),
    ],
)
def test_a_script_in_a_page_is_answered_in_json_if_it_says_nothing_else(accept, own, answer):
    lines = [("Accept", accept), ("Content-Type", own), ("X-Requested-With", "XMLHTTPRequest, x")]
    request = Request("POST", "/", Headers([line for line in lines if line[1]]))

    assert negotiate(None, request).content_type == f"{answer}; charset=utf-8"


@pytest.mark.parametrize(
    ("accept_charset", "own", "charset"),
    [
        (None, None, "utf-8"),
        ("utf-16", None, "utf-16"),
        ("UTF-16", None, "utf-16"),
        ("iso-8859-1, utf-16;q=0.1", None, "utf-16"),
        ("utf-16;q=0", None, "utf-8"),
        ("utf-8;q=0.1, *;q=0.5", None, "utf-8"),
        ("latin1", "application/json; charset=utf-16", "utf-16"),
        ("utf-8", "application/json; charset=utf-16", "utf-8"),
        (None, "application/json; charset=UTF-16", "utf-16"),
        (None, 'application/json; charset="utf-16"', "utf-8"),
        (None, "application/json; charset=utf-16;", "utf-8"),
        ("utf-16 garbage", None, "utf-8"),
    ],
)
def test_the_answer_has_the_charset_that_the_framework_chooses(accept_charset, own, charset):
    assert chosen(None, accept_charset, own).content_type == f"application/json; charset={charset}"


ranges = st.builds(
    lambda name, q: f"{name};q={q}" if q else name,
    st.sampled_from([*TYPES, "text/*", "application/*", "*/*", "image/png", "TEXT/XML"]),
    st.sampled_from(["", "0", "0.1", "0.5", "1", "1.0", "x"]),
)
headers = st.none() | st.lists(ranges, max_size=4).map(", ".join)


@given(accept=headers, own=headers)
def test_something_always_answers_and_a_literal_wish_beats_the_requests_own_type(accept, own):
    answer = answers(accept, own)

    assert answer in TYPES
    literal = [each for each in accepted(accept or "") if each.name.lower() in TYPES and each.quality > 0]
    narrow = [each for each in accepted(accept or "") if each.wideness == 0]
    if literal and len(narrow) == len(accepted(accept or "")):
        assert answer in {each.name.lower() for each in literal}


@given(line=st.text(max_size=60) | st.text('ab/*;q=0.1," \\', max_size=60))
def test_no_header_line_is_too_strange(line):
    assert chosen(line, line, line) in CHOICES.values()


@given(
    parts=st.lists(ranges, min_size=1, max_size=4), broken=st.sampled_from(["x", "a/b;", "a/b c", "/", '"'])
)
def test_one_part_that_cannot_be_read_spoils_the_line(parts, broken):
    assert accepted(", ".join([*parts, broken])) == []
    assert charsets(", ".join(["utf-16", "a b"])) == []


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("text/plain", Range("text", "plain")),
        (" Text / Plain ; A = b", Range("Text", "Plain", (("a", "b"),))),
        ("a/b;c", Range("a", "b", (("c", ""),))),
        ("a/b, c/d", None),
        ("a/b;", None),
        ("a/b;;c=d", None),
        ("a", None),
        ("", None),
        (None, None),
        ("a/" + "b" * 9000, None),
    ],
)
def test_a_content_type_is_read_whole_or_not_at_all(line, read):
    assert content_type(line) == read


def test_several_lines_of_a_field_are_all_read():
    lines = [
        ("Accept", "text/csv"),
        ("ACCEPT", "text/xml"),
        ("Accept-Charset", "x"),
        ("accept-charset", "utf-16"),
    ]

    choice = negotiate(None, Request("GET", "/", Headers(lines)))

    assert choice.content_type == "text/xml; charset=utf-16"
