"""Answers that come whole and that nobody can use, and answers that come twice."""

import json
from xml.etree import ElementTree as Xml

import pytest

from mockserver.faults.base import Draw
from mockserver.faults.duplicate import DuplicateAnswer
from mockserver.faults.spoilt import MalformedBody, WrongCharset, WrongContentType
from mockserver.reply import Ending, Reply, Way
from tests.faults.test_rules_with_faults import World

DRAW = Draw(7, ("rules[0]", 1))
BODIES = [
    ("application/json", b'{"a": {"b": 1}}\n'),
    ("application/json", b"[1, 2]"),
    ("application/json", b'"text"'),
    ("application/json", b"12"),
    ("application/xml", b"<?xml version='1.0'?><a><b>1</b></a>\n"),
    ("text/plain", b"hello"),
    ("text/plain", b""),
]


def struck(fault, type_, body):
    headers = (("Content-Type", type_), ("Content-Length", str(len(body))), ("X-Own", "1"))
    return fault.strike(Reply(200, body, headers), DRAW)


def reads(type_, body):
    """Whether a parser of that type takes it."""
    try:
        {"application/json": json.loads, "application/xml": Xml.fromstring, "text/plain": _text}[type_](body)
    except (ValueError, Xml.ParseError):
        return False
    return True


def _text(body):
    body.decode()


@pytest.mark.parametrize(("type_", "body"), BODIES)
def test_a_malformed_body_is_taken_by_no_parser_and_its_length_is_true(type_, body):
    reply = struck(MalformedBody(), type_, body)

    assert reads(type_, body)
    assert not reads(type_, reply.body)
    assert reply.header("Content-Length") is None  # the server says it
    assert (reply.header("Content-Type"), reply.header("X-Own")) == (type_, "1")


@pytest.mark.parametrize(
    ("own", "given"),
    [
        ("application/json", "text/html"),
        ("text/html; charset=utf-8", "application/octet-stream"),
        ("TEXT/HTML", "application/octet-stream"),
    ],
)
def test_a_wrong_content_type_is_another_one_and_the_only_one(own, given):
    reply = struck(WrongContentType(), own, b"{}")

    assert [value for name, value in reply.headers if name == "Content-Type"] == [given]
    assert reply.body == b"{}"


def test_a_wrong_charset_is_utf_16_whatever_is_said():
    reply = struck(WrongCharset(), "application/json; charset=utf-8", '{"name": "Zoë"}'.encode())

    assert reply.body.decode("utf-16") == '{"name": "Zoë"}'
    assert reply.header("Content-Type") == "application/json; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")


def test_a_duplicate_is_the_same_answer_with_another_way():
    assert DuplicateAnswer().strike(Reply(200, b"{}"), DRAW) == Reply(200, b"{}", ending=Ending(Way.TWICE))


@pytest.mark.parametrize("fault", ["WRONG_CONTENT_TYPE", "MALFORMED_BODY", "WRONG_CHARSET"])
@pytest.mark.parametrize(("side", "note"), [("before", "old"), ("after", "new")])
def test_a_spoilt_answer_is_the_vendors_own_on_either_side(tmp_path, fault, side, note):
    told = World(f"{{operation: Annotate, fault: {fault}, side: {side}}}", tmp_path)

    reply = told.ask()

    assert reply.status == 200
    assert reply.body
    assert told.note == note


def test_a_duplicate_answer_is_of_something_that_happened(tmp_path):
    told = World("{operation: Annotate, fault: DUPLICATE_ANSWER}", tmp_path)

    assert told.ask().ending == Ending(Way.TWICE)
    assert told.note == "new"


def test_a_rules_own_answer_can_be_malformed(tmp_path):
    told = World("{respond: {body: {a: 1}}, fault: MALFORMED_BODY}", tmp_path)

    assert told.ask().body == b'{"a": 1'
