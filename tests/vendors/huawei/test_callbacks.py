from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockserver.callcentre.model import Call, Event, Happening, Outcome, State
from mockserver.clock import moment_of
from mockserver.kit import Telling
from mockserver.vendors import huawei
from mockserver.vendors.huawei import VENDOR
from mockserver.vendors.huawei.callbacks import (
    RETRIES,
    SHARED_KEY,
    in_order,
    release,
    sign_release,
    verdict,
    write,
)
from mockserver.wire import schema_of

SAMPLES = Path(huawei.__file__).parent / "samples"
SIGNATURE = {"nonce", "timestamp", "signature"}
CARELESS = {"agentReleaseTime", "agentTalkDuration", "talkDuration"}  # values the document's sample has wrong


def sample_members() -> dict[str, str | None]:
    """The members of the document's sample; ``null`` is none."""
    lines = (SAMPLES / "release-event-callback.txt").read_text().splitlines()[1:-1]
    pairs = (re.fullmatch(r" (\w+)=(.*?)(?:, )?", line).groups() for line in lines)
    return {name: None if value == "null" else value for name, value in pairs}


@pytest.fixture
def settings():
    return schema_of(VENDOR.settings).load({"shared_key": "s3cret"})


@pytest.fixture
def sample_call() -> Call:
    return Call(
        id="1197765398201387012",
        number=1,
        caller="960003",
        called="88880067",
        created=moment_of("2022-02-22T10:04:28.823"),
        state=State.ENDED,
        caller_shown="960003",
        agent_rang=moment_of("2022-02-22T10:04:29.004"),
        agent_answered=moment_of("2022-02-22T10:04:29.004"),
        rang=moment_of("2022-02-22T10:04:29.004"),
        answered=moment_of("2022-02-22T10:04:30.418"),
        released=moment_of("2022-02-22T10:04:36.318"),
        outcome=Outcome.CALLED_HUNG_UP,
        report_to="http://127.0.0.1:9/release",
    )


def test_the_samples_members_are_written_byte_for_byte():
    assert write(in_order(sample_members())) == (SAMPLES / "release-event-callback.json").read_bytes()


def test_the_samples_call_is_told_with_the_samples_members_and_values(sample_call, settings):
    telling = Telling(Happening(Event.RELEASED, sample_call, sample_call.released), settings, 7)

    told = sign_release(telling, release(telling))

    sample = sample_members()
    assert list(told) == list(sample)
    assert {name: type(value) for name, value in told.items()} == {
        name: type(v) for name, v in sample.items()
    }
    unlike = {name for name in told if told[name] != sample[name]}
    assert unlike <= CARELESS | SIGNATURE
    assert (told["talkDuration"], told["agentTalkDuration"]) == ("5", "7")


def test_unsigned_members_are_in_javas_order_too(sample_call, settings):
    told = release(Telling(Happening(Event.RELEASED, sample_call, sample_call.released), settings, 7))

    assert list(told.items()) == list(in_order(told).items())


def test_the_samples_members_are_signed_as_measured():
    members = {name: value for name, value in sample_members().items() if name not in SIGNATURE}

    text = SHARED_KEY.canonical("s3cret", "-1482421808053124529", "1645524163326", members)

    assert len(members) == 18
    assert SHARED_KEY.sign("s3cret", text) == "4pa36xtKkl64PXJSIpXMD9gnfo6h1BJOAJWfR2l3F/U="


def test_a_signed_callback_can_be_checked_by_its_receiver(make_tenant, in_base64):
    tenant = make_tenant(shared_key="s3cret")
    tenant.played("990000", callBackUrl=in_base64("http://127.0.0.1:9/release"), callData="a b")

    body = json.loads(tenant.letter(Event.RELEASED))

    trio = {name: body.pop(name) for name in SIGNATURE}
    text = SHARED_KEY.canonical("s3cret", trio["nonce"], trio["timestamp"], body)
    assert trio["signature"] == SHARED_KEY.sign("s3cret", text)
    assert trio["timestamp"] == str(moment_of("2026-01-01T00:00:16"))
    assert -(2**63) <= int(trio["nonce"]) < 2**63
    assert len(SHARED_KEY.explain("s3cret", trio["nonce"], trio["timestamp"], body)) > 3
    assert SHARED_KEY.diagnose("s3cret", trio["nonce"], trio["timestamp"], body, trio["signature"]) is None


@pytest.mark.parametrize(
    ("settings", "by_create_call"),
    [({}, True), ({"shared_key": "s3cret", "callbacks": {"release": "http://127.0.0.1:9/"}}, False)],
)
def test_a_callback_is_signed_only_with_a_key_and_to_create_calls_own_url(
    make_tenant, in_base64, settings, by_create_call
):
    tenant = make_tenant(**settings)
    members = {"callBackUrl": in_base64("http://127.0.0.1:9/")} if by_create_call else {}
    tenant.played("990000", **members)

    body = json.loads(tenant.letter(Event.RELEASED))

    assert len(body) == 18
    assert not SIGNATURE & set(body)


def test_create_calls_url_wins_over_the_configured_one(make_tenant, in_base64):
    tenant = make_tenant(callbacks={"release": "http://127.0.0.1:9/configured"})
    tenant.played("990000", callBackUrl=in_base64("http://127.0.0.1:9/own"))
    notice, telling = tenant.told[-1]
    assert notice.to(telling) == "http://127.0.0.1:9/own"


def test_nobody_is_told_where_no_url_is_known(tenant):
    tenant.played("990000")
    assert [notice.to(telling) for notice, telling in tenant.told] == [None, None]


def test_the_connection_is_told_when_the_customer_answers_and_never_signed(make_tenant, in_base64):
    tenant = make_tenant(callbacks={"connection": "http://127.0.0.1:9/connected"}, shared_key="s3cret")
    call = tenant.played("990000", callBackUrl=in_base64("http://127.0.0.1:9/"))

    body = tenant.letter(Event.ANSWERED)

    assert body == b'{"callSerialNo":"%s","serviceNo":"","called":"990000","callData":""}' % call.id.encode()
    assert tenant.told[0][1].happening.at == call.answered


def test_the_connection_callback_has_the_agent_and_the_data(make_tenant):
    tenant = make_tenant(callbacks={"connection": "http://127.0.0.1:9/connected"})
    tenant.played("990000", agentWorkNo=7, callData="x")
    assert json.loads(tenant.letter(Event.ANSWERED)) | {"callSerialNo": ""} == {
        "callSerialNo": "",
        "serviceNo": "7",
        "called": "990000",
        "callData": "x",
    }


RELEASE = {"callbacks": {"release": "http://127.0.0.1:9/"}}
TALK = ("talkingTime", "recordfile")
RINGING = ("alertingTime",)
AGENT_TALK = ("agentTalkingTime",)
AGENT_RINGING = ("agentAlertingTime", "agentReleaseTime")


# fmt: off
TOLD = [
    ("990000", "0",   ()),
    ("990001", "1",   ()),
    ("990002", "2",   (*TALK, *RINGING, *AGENT_TALK, *AGENT_RINGING)),
    ("990003", "3",   (*TALK, *RINGING)),
    ("990004", "4",   (*TALK, *RINGING, *AGENT_TALK)),
    ("990005", "5",   TALK),
    ("990006", "6",   (*TALK, *RINGING, *AGENT_TALK, *AGENT_RINGING)),
    ("990008", "3",   TALK),
    ("990104", "104", (*TALK, *RINGING)),
]
# fmt: on


@pytest.mark.parametrize(("called", "reason", "absent"), TOLD)
def test_every_release_reason_has_the_times_that_belong_to_it(make_tenant, called, reason, absent):
    tenant = make_tenant(**RELEASE)
    tenant.played(called, agentWorkNo=1, callData="x")

    body = json.loads(tenant.letter(Event.RELEASED))

    assert body["releaseReason"] == reason
    assert {name for name, value in body.items() if value is None} == set(absent)
    assert all(value is None or isinstance(value, str) for value in body.values())
    assert (body["talkDuration"] != "0") is ("talkingTime" not in absent)


def test_absent_values_are_empty_by_switch(make_tenant):
    tenant = make_tenant(**RELEASE, absent="empty")
    tenant.played("990002")
    body = json.loads(tenant.letter(Event.RELEASED))
    assert None not in body.values()
    assert (body["serviceNo"], body["recordfile"]) == ("", "")


def test_times_are_utc_and_the_record_file_is_named_after_the_call(make_tenant):
    tenant = make_tenant(**RELEASE, vdn=7)
    tenant.played("990000")
    body = json.loads(tenant.letter(Event.RELEASED))
    assert body["createCallTime"] == "2026/01/01,00:00:00:000"
    assert body["releaseTime"] == "2026/01/01,00:00:16:000"
    assert body["recordfile"] == "Y:/7/mobileAgent/20260101/1767225600-001.wav"


@pytest.mark.parametrize(
    ("status", "body", "delivered"),
    [
        (200, b'{"retCode":"0","retMsg":"success"}', True),
        (200, (SAMPLES / "release-event-answer.json").read_bytes(), True),
        (200, b'{"retCode":0}', True),
        (200, b"<response><retCode>0</retCode><retMsg>success</retMsg></response>", True),
        (200, b'{"retCode":"1","retMsg":"no"}', False),
        (200, b'{"retCode":false}', False),
        (200, b'{"retCode":0.0}', False),
        (200, b'{"retMsg":"success"}', False),
        (200, b'"0"', False),
        (200, b"[]", False),
        (200, b"", False),
        (200, b"ok", False),
        (200, b"\xff\xfe", False),
        (200, b"<response>", False),
        (200, b"<response><retCode>5</retCode></response>", False),
        (200, b"<html/>", False),
        (204, b"", False),
        (302, b'{"retCode":"0"}', False),
        (500, b'{"retCode":"0"}', False),
    ],
)
def test_delivered_is_200_and_ret_code_0(status, body, delivered):
    assert (verdict(status, body) == "") is delivered


def test_a_failure_is_told_in_words():
    assert verdict(500, b"") == "the answer is 500, not 200"
    assert verdict(200, b'{"retCode":"5"}') == 'the answer has retCode "5", not "0"'


def test_the_usual_retries_are_two_pushes_each_tried_twice():
    assert VENDOR.retries == RETRIES == (0, 600_000, 0)
