"""The journal says in plain words which members of a body were dropped, defaulted or converted, and why."""

from __future__ import annotations

import pytest

from tests.vendors.weyi.conftest import FINISH, NAMESPACE, XML

FULL = '{"NeedSurvey":"Y","TotalTime":2.5,"IsSuccessful":true,"Calls":null}'


def losses(site, body, kind="application/json"):
    site.post(FINISH, body, kind=kind)
    return site.last.losses


def xml(content):
    return f'<ParaCallInfoList xmlns="{NAMESPACE}">{content}</ParaCallInfoList>'


def test_of_a_whole_body_nothing_is_lost(site):
    assert losses(site, FULL) == ()


def test_what_is_out_of_order_in_xml_was_skipped_and_has_its_default(site):
    body = xml("<NeedSurvey>Y</NeedSurvey><TotalTime>1</TotalTime><IsSuccessful>true</IsSuccessful><Calls/>")

    assert losses(site, body, XML) == (
        "<IsSuccessful> came after <TotalTime>, which stands later in the contract, so it was skipped",
        "<Calls> came after <TotalTime>, which stands later in the contract, so it was skipped",
        "IsSuccessful has its default, false",
        "Calls has its default, null",
    )


def test_what_was_not_given_has_its_default(site):
    assert losses(site, '{"NeedSurvey":"Y","IsSuccessful":true,"Calls":[{},null]}') == (
        "TotalTime was not given, so it has its default, 0",
        "Calls[0].StartTime_Utc was not given, so it has its default, 0001-01-01T00:00:00",
        "Calls[0].EndTime_Utc was not given, so it has its default, 0001-01-01T00:00:00",
        "Calls[0].CallTime was not given, so it has its default, 0",
        "Calls[0].IsSuccessful was not given, so it has its default, false",
        "Calls[0].AdditionalInfo was not given, so it has its default, null",
        "Calls[0].ThirdPartyCallId was not given, so it has its default, null",
    )


def test_a_bad_member_of_json_is_told_once(site):
    told = losses(site, FULL.replace("2.5", '"abc"'))

    assert len(told) == 1
    assert "TotalTime" in told[0]
    assert "abc" in told[0]


def test_a_bad_member_of_a_call_says_nothing_of_the_request(site):
    whole = '"NeedSurvey":"Y","TotalTime":1'
    bad = '{"IsSuccessful":"x","StartTime_Utc":"2026-01-12","EndTime_Utc":"2026-01-12","CallTime":1'

    told = losses(site, f'{{{whole},"Calls":[{bad},"AdditionalInfo":"","ThirdPartyCallId":""}}]}}')

    assert told[-1] == "IsSuccessful was not given, so it has its default, false"


def test_a_bad_member_is_told_once_however_its_name_was_written(site):
    told = losses(site, FULL.replace('"TotalTime":2.5', '"totaltime":"abc"'))

    assert [loss for loss in told if "default" in loss] == [
        "totaltime: Could not convert string to decimal: abc, so it kept its default"
    ]


def test_a_bad_member_of_xml_costs_the_whole_body(site):
    assert losses(site, xml("<TotalTime>abc</TotalTime>"), XML) == (
        "nothing of the body was read: The value 'abc' cannot be parsed as the type 'decimal'.",
    )


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        ("", "", "there was no body, so the parameter was null"),
        ("", "text/plain", "there was no body, so the parameter was null"),
        (
            xml("").replace(
                "ParaCallInfoList ",
                'ParaCallInfoList i:nil="1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" ',
            ),
            XML,
            "the body says null, so the parameter was null",
        ),
    ],
)
def test_why_a_parameter_is_null(site, body, kind, told):
    assert losses(site, body, kind) == (told,)


def test_a_time_with_an_offset_was_converted(site):
    call = "<StartTime_Utc>2025-04-25T15:29:01+02:00</StartTime_Utc>"
    body = xml(f"<Calls><ParaCallInfo>{call}</ParaCallInfo></Calls>")

    assert losses(site, body, XML)[0] == (
        "StartTime_Utc '2025-04-25T15:29:01+02:00' was converted to 2025-04-25T13:29:01+00:00: "
        "it has an offset, and became the server's local time"
    )


def test_an_action_that_takes_no_body_loses_none(site):
    site.get("/Client/Request/StatusByRequestId")

    assert site.last.losses == ()


LONG = "1" * 100_000


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f'{{"TotalTime":"{LONG}"}}', "application/json"),
        (f'{{"{LONG}":{{"x":+}}}}', "application/json"),
        (f"IsSuccessful={LONG}", "application/x-www-form-urlencoded"),
        (f"Calls.index={LONG}&Calls[{LONG}].CallTime=x", "application/x-www-form-urlencoded"),
        (xml(f"<TotalTime>{LONG}</TotalTime>"), XML),
        (
            xml(
                "<Calls><ParaCallInfo><StartTime_Utc>2025-04-25T15:29:01."
                f"{LONG}Z</StartTime_Utc></ParaCallInfo></Calls>"
            ),
            XML,
        ),
    ],
)
def test_what_is_told_of_a_long_body_is_short(site, body, kind):
    told = losses(site, body, kind)

    assert told
    assert max(map(len, told)) < 2_000
