"""One suite for every vendor: whatever a client sends, the vendor itself refuses it, and nothing has changed.

The vendors are those that are installed, and the made-up one; their operations are the rows of their
tables, their formats those they understand, their bodies made of their schemas. So a new vendor is in it.
"""

import pytest

from mockserver.formats.negotiate import media_type
from tests.vendors import conformance_answers as answers
from tests.vendors.conformance_bodies import NAMES, Sent, hostile
from tests.vendors.conformance_tongues import TONGUES, required, valid
from tests.vendors.conformance_world import Case, Ground, all_cases, all_vendors

CASES = tuple(all_cases())
ROWS = tuple({(case.vendor.name, case.row.name): case for case in CASES}.values())
ACCEPTS = (
    None,
    "application/json",
    "application/xml",
    "text/xml",
    "application/jsv",
    "text/csv",
    "text/html",
    "*/*",
    "image/png;q=nan, text/*;q=1e999, */*;q=",
    "\xff;;;,,,\x7f" * 100,
)
EACH = 3  # answer formats for every body; the next case goes on with the next ones
SLOW = 2_000_000  # microseconds
TELLTALE = (b"Traceback", b"mockserver", b'File "', b"marshmallow")


@pytest.fixture(scope="module")
def ground():
    return Ground(all_vendors())


def judge(case: Case, answer):
    """All that has to be so, whatever was sent."""
    event = answer.event  # exactly one
    assert not event.bug, event.bug
    assert answer.header("X-Mock-Bug") is None
    assert (event.vendor, event.reply.status) == (case.vendor.name, answer.status)
    assert not event.refusal or event.refusal in case.vendor.refusals
    assert not any(word in answer.body for word in TELLTALE)
    assert answer.took < SLOW
    judge_change(answer)
    judge_headers(answer)
    judge_body(case, answer)


def judge_change(answer):
    """Nothing is other than before, unless the answer says so."""
    succeeded = not answer.event.refusal and answer.status < 400
    assert succeeded or not answer.changed, f"{answer.event.refusal} {answer.status} changed {answer.changed}"


def judge_headers(answer):
    assert answer.header("Content-Length") == str(len(answer.body))
    assert not any(char in text for pair in answer.headers for text in pair for char in "\r\n\0")
    assert not any(char in answer.reason for char in "\r\n\0")
    assert not any(name.lower().startswith("x-evil") for name, _ in answer.headers)


def judge_body(case: Case, answer):
    """The answer is in the format that the vendor's own rules give, and can be read as that."""
    route = case.vendor.route(case.vendor, answer.event.request)
    choice = case.vendor.negotiate(route, answer.event.request)
    given = answer.header("Content-Type") or ""
    if not answer.body:
        assert answer.status >= 400
        return
    allowed = {media_type(choice.content_type), media_type(answer.event.reply.header("Content-Type"))}
    if answer.event.refusal:
        # Where a page is due, a page of text will do; a refusal is not wrapped unless the vendor says so.
        plainer = {"text/html": "text/plain", "text/javascript": "application/json"}
        allowed = {media_type(choice.content_type), plainer.get(media_type(choice.content_type))}
    assert media_type(given) in allowed
    try:
        answers.check(given, answer.body)
    except answers.NotWhatItSays:
        # A vendor may break off where text holds what XML cannot say (it did so when it was measured).
        assert "xml" in given
        assert answers.is_cut_xml(answer.body)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_body_is_refused_in_the_vendors_own_words(ground, case, name):
    place = CASES.index(case) + NAMES.index(name)

    for number, sent in enumerate(hostile(name, case.tongue, case.row)):
        for turn in range(EACH):
            accept = ACCEPTS[(place * EACH + number + turn) % len(ACCEPTS)]
            judge(case, ground.ask(case.row, sent, accept))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_right_body_is_understood(ground, case):
    sent = Sent(valid(case.tongue, case.row), case.tongue.media_type)

    for accept in ACCEPTS:
        answer = ground.ask(case.row, sent, accept)
        judge(case, answer)
        assert answer.event.refusal not in ("Unreadable", "Invalid", "WrongMediaType", "TooLarge")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_body_of_only_what_must_be_there_is_understood(ground, case):
    body = case.tongue.says(required(case.row), case.row.reads) if case.row.reads else b""
    answer = ground.ask(case.row, Sent(body, case.tongue.media_type))

    judge(case, answer)
    assert answer.event.refusal not in ("Unreadable", "Invalid", "WrongMediaType", "TooLarge")


def test_every_vendor_can_be_spoken_to_in_every_operation():
    rows = {(vendor.name, row.name) for vendor in all_vendors().values() for row in vendor.operations}

    assert {(case.vendor.name, case.row.name) for case in CASES} == rows


def test_every_format_of_ours_is_spoken_to_somebody():
    assert {case.tongue.name for case in CASES} >= {tongue.name for tongue in TONGUES} - {"csv"}


QUERIES = (
    "%00",
    "%ff%fe",
    "=",
    "&&&=&",
    "format=%0d%0aX-Evil:1",
    "callback=%0d%0aX-Evil:1",
    "callback=alert(1)//",
    "callback=" + "x" * 5_000,
    "format=xml&format=json&format[]=csv",
    "Id=%ud800&Id=%u0000",
    "&".join(f"m{n}=1" for n in range(2_000)),
    "%",
    "a" * 8_000,
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:24])
@pytest.mark.parametrize("case", ROWS, ids=str)
def test_a_hostile_query_does_no_harm(ground, case, query):
    sent = Sent(valid(case.tongue, case.row), case.tongue.media_type)

    for accept in ACCEPTS[:3]:
        judge(case, ground.ask(case.row, sent, accept, query))
