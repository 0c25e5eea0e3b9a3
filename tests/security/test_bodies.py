"""Caps on bodies hold however a body comes: with its length, without it, or packed."""

import gzip

import pytest

LIMIT = 1_000
LONG = b'{"Id": "1", "Text": "cut"}' + b" " * LIMIT + b"this is no JSON"


@pytest.fixture
def tight(make_wire):
    return make_wire(body_limit=LIMIT)


def test_a_body_over_the_cap_is_refused_unread(tight):
    got = tight.send(body=LONG)

    assert got.status == 413
    assert (tight.events()[0].request.body, tight.notes()) == (b"", "old")


def test_a_body_just_at_the_cap_is_read(tight):
    body = b'{"Id": "1", "Text": "new"}'.ljust(LIMIT)

    assert (tight.send(body=body).status, tight.chunked(body).status) == (200, 200)


def test_a_chunked_body_is_read(tight):
    assert tight.chunked(b'{"Id": "1", "Text": "new"}').status == 200
    assert tight.notes() == "new"


def test_a_chunked_body_over_the_cap_is_refused_and_not_cut(tight):
    assert tight.chunked(LONG).status == 413
    assert tight.notes() == "old"


def test_a_body_shorter_than_it_says_is_not_acted_upon(tight):
    assert tight.send(CONTENT_LENGTH="500").status >= 400
    assert tight.notes() == "old"


@pytest.mark.parametrize("length", ["-5", "abc", "1e3", "0x10", "+5", ""])
def test_a_length_that_is_none_counts_as_no_body(tight, length):
    assert tight.send(CONTENT_LENGTH=length).status == 422
    assert tight.notes() == "old"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_packed_body_is_not_unpacked_and_so_not_understood(tight, encoding):
    body = gzip.compress(b'{"Id": "1", "Text": "' + b"x" * 100_000 + b'"}')

    got = tight.send(body=body, HTTP_CONTENT_ENCODING=encoding)

    assert len(body) < LIMIT
    assert (got.status, tight.notes()) == (400, "old")
