"""One suite for every vendor: whatever is sent, the vendor itself answers, and a refusal changes nothing.

The vendors are those that are installed, and the made-up one; their operations are the rows of their
tables, their formats those they understand, their bodies made of their schemas. So a new vendor is in it.
"""

from itertools import count

import pytest

from mockserver.formats.negotiate import media_type
from mockserver.kit import Refused
from tests.vendors import conformance_answers as answers
from tests.vendors.conformance_bodies import NAMES, Sent, hostile, too_many
from tests.vendors.conformance_tongues import TONGUES, least, valid
from tests.vendors.conformance_world import Ground, all_cases, all_vendors, share

CASES = tuple(all_cases())
ROWS = tuple({(case.vendor.name, case.row.name): case for case in CASES}.values())
ACCEPTS = (
    "application/json",
    "application/xml",
    None,
    "text/csv",
    "application/jsv",
    "text/html",
    "text/xml",
    "*/*",
    "image/png;q=nan, text/*;q=1e999, */*;q=",
    "\xff;;;,,,\x7f" * 20,
)
SLOW = 15_000_000  # microseconds; what takes quadratic time takes minutes, whatever else the machine does
TELLTALES = (b"Traceback", b"mockserver", b'File "', b"marshmallow")
NOT_UNDERSTOOD = ("Unreadable", "Invalid", "WrongMediaType", "TooLarge", "CannotBind")
# Where a page is due, a page of text will do; a refusal need not be wrapped in a function.
PLAINER = {"text/html": "text/plain", "text/javascript": "application/json"}


@pytest.fixture(scope="module")
def ground():
    return Ground(all_vendors())


def judge(case, answer):
    """All that has to be so, whatever was sent."""
    assert len(answer.events) == 1
    event = answer.event
    assert not event.bug, event.bug
    assert answer.header("X-Mock-Bug") is None
    assert (event.vendor, event.operation) in ((case.vendor.name, case.row.name), (case.vendor.name, ""))
    assert event.reply.status == answer.status
    assert not event.refusal or event.refusal in case.vendor.refusals
    assert not any(word in answer.body for word in TELLTALES)
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


def judge_body(case, answer):
    """The answer is in the format that the vendor's own rules give, and can be read as that."""
    if not answer.body:
        assert answer.status >= 400
        return
    given = answer.header("Content-Type")
    wanted = media_type(negotiated(case, answer.event.request).content_type)
    if answer.event.refusal:
        assert media_type(given) in (wanted, PLAINER.get(wanted))
    try:
        answers.check(given, answer.body)
    except answers.NotWhatItSays:
        # Where text holds what XML cannot say, a vendor may break off or say it all the same: both measured.
        measured = answers.is_cut_xml(answer.body) or answers.is_xml_of_no_characters(answer.body)
        if "xml" not in given or not measured:
            raise


def negotiated(case, request):
    try:
        route = case.vendor.route(case.vendor, request)
    except Refused:
        route = None
    return case.vendor.negotiate(route, request)


class Verdicts:
    """Says of all cases at once which of them are wrong, and why."""

    def __init__(self, ground):
        self.ground = ground
        self.wrong = []

    def ask(self, case, sent, accept=None, query=""):
        answer = self.ground.ask(case.row, sent, accept, query)
        try:
            judge(case, answer)
        except AssertionError as why:
            shown = f"{sent.content_type} {sent.body[:80]!r}"
            self.wrong.append(f"{case} {shown} Accept: {accept}\n    {str(why)[-1500:]}")
        return answer

    def fall(self):
        assert not self.wrong, f"{len(self.wrong)} wrong\n" + "\n".join(self.wrong[:10])


@pytest.fixture
def verdicts(ground):
    ground.reset()
    verdicts = Verdicts(ground)
    yield verdicts
    verdicts.fall()


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_sent_the_vendor_itself_answers_and_a_refusal_changes_nothing(verdicts, name):
    number = NAMES.index(name)
    turns = count(number)

    for case in share(CASES, number):
        for sent in hostile(name, case.tongue, case.row):
            verdicts.ask(case, sent, ACCEPTS[next(turns) % len(ACCEPTS)])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_right_body_is_understood_and_answered_in_every_format(verdicts, case):
    sent = Sent(valid(case.tongue, case.row), case.tongue.media_type)

    refusals = {verdicts.ask(case, sent, accept).event.refusal for accept in ACCEPTS}

    assert not refusals & set(NOT_UNDERSTOOD)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_body_of_only_what_must_be_there_is_understood(verdicts, case):
    answer = verdicts.ask(case, Sent(least(case.tongue, case.row), case.tongue.media_type))

    assert answer.event.refusal not in NOT_UNDERSTOOD


@pytest.mark.parametrize("accept", ACCEPTS, ids=lambda accept: str(accept)[:24])
def test_every_operation_refuses_in_every_format(verdicts, accept):
    for case in share(CASES, ACCEPTS.index(accept)):
        for name in ("a half", "an unknown Content-Type"):
            for sent in hostile(name, case.tongue, case.row):
                verdicts.ask(case, sent, accept)


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
    "&".join(f"m{number}=1" for number in range(2_000)),
    "%",
    "a" * 8_000,
)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:24])
def test_a_hostile_query_does_no_harm(verdicts, query):
    for case in share(ROWS, QUERIES.index(query)):
        for accept in ACCEPTS[:2]:
            verdicts.ask(case, Sent(valid(case.tongue, case.row), case.tongue.media_type), accept, query)


def test_more_members_than_a_body_may_hold_are_not_read(verdicts):
    for case in {case.tongue.name: case for case in CASES}.values():
        verdicts.ask(case, too_many(case.tongue))


def test_in_a_share_every_operation_has_its_turn_at_some_hostile_body():
    asked = {str(case) for number in range(len(NAMES)) for case in share(CASES, number)}

    assert asked == {str(case) for case in CASES}


def test_every_vendor_can_be_spoken_to_in_every_operation():
    rows = {(vendor.name, row.name) for vendor in all_vendors().values() for row in vendor.operations}

    assert {(case.vendor.name, case.row.name) for case in CASES} == rows


def test_every_format_of_ours_is_read_by_some_vendor():
    assert {case.tongue.name for case in CASES} == {tongue.name for tongue in TONGUES}
