"""Requests that were right until something happened to them.

Rule: however the bytes are split they are read the same, what is refused is the last, nobody else notices.
"""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.bounds import Bounds
from tests.server.cases import CASES, GOOD
from tests.server.reading import read
from tests.server.test_inbound import READ_GOOD
from tests.server.wire import Wire, answers_in

SMALL = Bounds(body=2_000)  # and none so small that it could be told at two places
ODD = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b":",
    b";",
    b",",
    b"0",
    b"-",
    b"\x0b",
    b"\x80",
    b"\r\n\r\n",
    b"0\r\n\r\n",
]
FIELDS = [
    b"Content-Length: 3\r\n",
    b"Content-Length: 0\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Host: b\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
    b"Connection: Upgrade\r\nUpgrade: h2c\r\n",
    b"Expect: 100-continue\r\n",
    b" folded\r\n",
    b"X-Pad: " + b"x" * 500 + b"\r\n",
]


def insert(data, at, what):
    return data[:at] + what + data[at:]


def remove(data, at, what):
    return data[:at] + data[at + len(what) :]


def replace(data, at, what):
    return data[:at] + what + data[at + len(what) :]


def repeat(data, at, what):
    return data[: at + 10 * len(what)] + data[at:]


def field(data, at, what):
    """One more field, behind a line that is there."""
    end = data.find(b"\r\n", at)
    return data if end < 0 else insert(data, end + 2, FIELDS[(at + len(what)) % len(FIELDS)])


changes = st.tuples(
    st.sampled_from([insert, remove, replace, repeat, field]),
    st.integers(0, 400),
    st.one_of(st.sampled_from(ODD), st.binary(min_size=1, max_size=3)),
)
rows = st.sampled_from([case.sent for case in CASES if len(case.sent) < 400])


@st.composite
def streams(draw):
    """A few requests one behind the other, changed here and there."""
    data = b"".join(draw(st.lists(rows, min_size=1, max_size=3)))
    for change, at, what in draw(st.lists(changes, max_size=3)):
        data = change(data, at % (len(data) + 1), what)
    return data


cuts = st.lists(st.integers(0, 600), max_size=6).map(sorted)


def split(data, places):
    ends = [0, *places, len(data)]
    return [data[begin:end] for begin, end in pairwise(ends)]


@given(streams(), cuts)
def test_what_is_read_does_not_depend_on_how_it_comes(data, places):
    whole = read([data], SMALL)

    assert read(split(data, places), SMALL) == whole
    assert read(split(data, range(1, len(data))), SMALL) == whole


@given(streams())
def test_what_comes_behind_changes_nothing_of_what_was_read(data):
    before, both = read([data], SMALL), read([data + GOOD], SMALL)

    assert both[: len(before)] == before
    if before and isinstance(before[-1], int):
        assert both == before


@given(streams())
def test_a_good_request_before_it_is_read_as_it_is(data):
    assert read([GOOD + data], SMALL) == (READ_GOOD, *read([data], SMALL))


@given(st.lists(st.tuples(streams(), cuts), min_size=5, max_size=15))
def test_the_server_answers_or_closes_and_serves_everybody_else(streams_and_cuts):
    for loop in ("asyncio", "uvloop"):
        with Wire(loop, bounds=SMALL) as server, server.client() as other:
            for data, places in streams_and_cuts:
                with server.client() as client:
                    for piece in split(data, places):
                        client.send(piece)
                    client.end()
                    got = client.rest()
                told = [word for word in read([data], SMALL) if word != "continue"]
                heads = data.count(b"HEAD ")
                assert heads or len([one for one in answers_in(got) if one.status != 100]) == len(told)
                other.send(GOOD)
                assert other.answer().body == READ_GOOD.encode()
