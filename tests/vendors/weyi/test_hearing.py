"""A phone call that has ended is the end of the first caller's request, too."""

import pytest

from mockserver.callcentre.model import Call, Outcome
from mockserver.callcentre.script import script_of
from mockserver.clock import DAWN
from mockserver.vendors.weyi.hearing import finished_call
from mockserver.vendors.weyi.settings import DEMO_TOKEN

TALKED = ("rings 1s", "answered", "talks 30s", "hung up by called")
BUSY = ("rings 1s", "busy")
HOUR = 3_600_000
OPEN = ("New", "Accepted", "In Service")


def with_requests(make_site, *states):
    return make_site(tokens=[{"token": DEMO_TOKEN, "requests": [{"state": state} for state in states]}])


def play(site, steps=TALKED):
    """A call that is placed and plays to its end; gives its id."""
    sandbox = site.sandbox
    with sandbox.transaction():
        call = sandbox.calls["weyi"].place(DAWN, "1001", "5550100", script_of(steps))
        sandbox.catch_up(DAWN + HOUR)
    return call.id


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize(("steps", "became"), [(TALKED, "Serviced"), (BUSY, "Cancelled")])
def test_an_open_request_is_finished_with_the_call(make_site, state, steps, became):
    site = with_requests(make_site, state)

    play(site, steps)

    assert (site.status()["RequestId"], site.status()["StatusDescription"]) == (1001, became)


@pytest.mark.parametrize("states", [(), ("Serviced",), ("Not Initiated",), ("No Interpreter Available",)])
def test_where_none_is_open_one_is_made_and_finished(make_site, states):
    site = with_requests(make_site, *states)

    play(site)

    assert (site.status()["RequestId"], site.status()["StatusDescription"]) == (100_001, "Serviced")


def test_the_request_has_the_call_as_its_only_one(site):
    id = play(site)

    assert site.status()["TotalTime"] == 30
    assert site.status()["Calls"] == [
        {
            "StartTime_Utc": "2026-01-01T00:00:01Z",
            "EndTime_Utc": "2026-01-01T00:00:31Z",
            "CallTime": 30,
            "IsSuccessful": True,
            "AdditionalInfo": "1001 to 5550100",
            "ThirdPartyCallId": id,
        }
    ]


def test_the_first_caller_of_the_scenario_is_meant(make_site):
    site = make_site(tokens=[{"token": "one"}, {"token": "two", "requests": [{"state": "New"}]}])

    play(site)

    assert site.status("one")["StatusDescription"] == "Serviced"
    assert site.status("two")["StatusDescription"] == "New"


def test_where_the_scenario_names_no_caller_it_is_the_one_without_a_token(make_site):
    site = make_site(tokens=[], authorization=False)

    play(site)

    assert site.status("")["StatusDescription"] == "Serviced"


def test_what_a_call_has_finished_cannot_be_finished_again(site):
    play(site)

    answer = site.finish(IsSuccessful=True)

    assert (answer.status, b"Request already finished" in answer.body) == (400, True)


@pytest.mark.parametrize(
    ("answered", "outcome", "successful"),
    [
        (DAWN + 10, Outcome.CALLED_HUNG_UP, True),
        (DAWN + 10, Outcome.CALLER_HUNG_UP, True),
        (DAWN + 10, Outcome.OTHER, False),
        (None, Outcome.CALLER_HUNG_UP, False),
        (None, Outcome.BUSY, False),
    ],
)
def test_a_call_succeeded_where_the_parties_talked_and_one_hung_up(answered, outcome, successful):
    call = Call("1", 1, "a", "b", DAWN, answered=answered, released=DAWN + 1_234, outcome=outcome)

    finished = finished_call(call)

    assert finished.successful is successful
    assert float(finished.time) == (0 if answered is None else 1.224)
    assert finished.ended == "2026-01-01T00:00:01.234Z"
    assert finished.started == ("2026-01-01T00:00:00Z" if answered is None else "2026-01-01T00:00:00.01Z")
