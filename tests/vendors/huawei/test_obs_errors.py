"""Every refusal of the outbound family can be met, in JSON and in XML, and in the family's own words."""

from __future__ import annotations

import json
from http import HTTPStatus
from xml.etree import ElementTree as ET

import pytest

from mockserver.formats.base import Limits
from mockserver.request import Headers, Request
from mockserver.vendors.huawei import VENDOR
from mockserver.vendors.huawei.obs.tables import CAMPAIGN, OBS
from mockserver.web.pipeline import answer
from tests.vendors.huawei.obs_world import BASE, DATUM, SIGNED, USER, Centre, centre
from tests.vendors.huawei.obs_world import CAMPAIGN as SPRING

XML = "application/xml"
MID, SPRING_PATH = "/obs/business/push/midresult", "/campaigns/88"
NUMBERS = "/campaigns/88/calldata/1"
ROBOTS = {"name": "more robots", "deviceType": 1}


def body_of(members, is_xml):
    """The members in JSON or XML."""
    return _xml("request", members).encode() if is_xml else json.dumps(members).encode()


def _xml(name, value):
    if isinstance(value, dict):
        value = "".join(_xml(inner, each) for inner, each in value.items())
    elif isinstance(value, list):
        value = "".join(_xml("item", each) for each in value)
    return f"<{name}>{value}</{name}>"


def told(reply):
    """The members of an answer, whatever its format."""
    if reply.header("content-type").startswith(XML):
        return {each.tag: each.text for each in ET.fromstring(reply.body)}  # noqa: S314 (our own answer)
    return json.loads(reply.body)


def world_of(**settings):
    """A call centre with the campaigns "spring" and "robots", and one number."""
    world = Centre(**settings)
    if settings.get("obs_service", True):
        world.log_in()
    world.started("1")
    world.campaign(body={"name": "robots", "deviceType": 3})
    return world


def ask(world, path, members, is_xml, **headers):
    """The answer to members, in and out in one format, with the credentials of the path's side."""
    raw = members if isinstance(members, bytes) else body_of(members, is_xml)
    auth = SIGNED if path.startswith("/campaigns") else f"Bearer {world.token}"
    type_ = XML if is_xml else "application/json"
    sent = {"Content_Type": type_, "Accept": type_, "Authorization": auth, **headers}
    method = "GET" if members == b"" else "POST"
    return world.send(method, path, raw, **sent)


def broken(is_xml):
    return b"<request" if is_xml else b"{"


def several(*numbers):
    return {"callDataList": [{"called": number} for number in numbers]}


# fmt: off
MET = {  # refusal -> path, members, headers, settings
    "ObsUnreadable":          (MID, broken, {}, {}),
    "ObsWrongMediaType":      (MID, DATUM, {"Content_Type": "text/plain"}, {}),
    "ObsEmpty":               (MID, {**DATUM, "uniqueId": ""}, {}, {}),
    "ObsUnknownCode":         (MID, {**DATUM, "failCode": "x"}, {}, {"obs_codes": "known"}),
    "ObsWrongType":           (MID, {**DATUM, "vdnId": "x"}, {}, {}),
    "ObsUnauthorized":        ("/obs/auth/login", USER, {}, {"obs_service": False}),
    "ObsForbidden":           (MID, DATUM, {"Authorization": ""}, {}),
    "ObsNotFound":            ("/obs/business/nothing", DATUM, {}, {}),
    "ObsNoSuchTask":          (MID, {**DATUM, "serviceId": "7"}, {}, {}),
    "ObsNoSuchDatum":         (MID, {**DATUM, "uniqueId": "7"}, {}, {}),
    "ObsOutOfOrder":          (MID, DATUM, {}, {"obs_order": "strict"}),
    "CampaignUnreadable":     (SPRING_PATH, broken, {}, {}),
    "CampaignWrongMediaType": (SPRING_PATH, SPRING, {"Content_Type": "text/plain"}, {}),
    "CampaignBadUrl":         (SPRING_PATH, {**SPRING, "callBackUrl": "x"}, {}, {}),
    "CampaignEmpty":          (SPRING_PATH, {**SPRING, "name": ""}, {}, {}),
    "CampaignIllegal":        (NUMBERS, several("x"), {}, {}),
    "CampaignTooLong":        (SPRING_PATH, {**SPRING, "name": "x" * 40}, {}, {}),
    "CampaignWrongType":      (SPRING_PATH, {**SPRING, "deviceType": "x"}, {}, {}),
    "CampaignWrongSize":      (SPRING_PATH, {**SPRING, "deviceType": 7}, {}, {}),
    "CampaignRepeated":       (NUMBERS, several("1", "1"), {}, {}),
    "CampaignTooMany":        (NUMBERS, several(*map(str, range(21))), {}, {}),
    "CampaignTooManyQueues":  (SPRING_PATH, {**SPRING, "name": "x"}, {}, {"campaign_most": 1}),
    "CampaignTooManyIvrs":    (SPRING_PATH, ROBOTS, {}, {"campaign_most": 1}),
    "CampaignNameTaken":      (SPRING_PATH, SPRING, {}, {}),
    "CampaignNotThere":       ("/campaigns/88/calldata/9", several("1"), {}, {}),
    "CampaignNoData":         ("/campaigns/88/calldata/1/9", b"", {}, {}),
    "CampaignNoResult":       ("/campaigns/88/callresultdetail/9", b"", {}, {}),
    "CampaignUnauthorized":   (SPRING_PATH, SPRING, {"Authorization": "x"}, {}),
    "CampaignNotFound":       ("/campaigns/88/x", SPRING, {}, {}),
}
BY_RULE = {  # a bare status in a scenario -> the family's refusal
    "ObsInvalid": 400, "ObsTooLarge": 413, "ObsBusinessFailure": 500,
    "CampaignInvalid": 400, "CampaignForbidden": 403, "CampaignTooLarge": 413, "CampaignBusinessFailure": 500,
}
# fmt: on


def judge(reply, name):
    row = {**OBS, **CAMPAIGN}[name]
    members = told(reply)
    codes = ("resultCode", "returnCode") if name in CAMPAIGN else ("result",)
    assert [members[code] for code in codes] == [row.code] * len(codes)
    assert row.message.partition("{")[2].partition("}")[2] in members["resultDesc"]
    assert "<" not in members["resultDesc"]
    assert set(members) == {*codes, "resultDesc"} | ({"returnDesc"} if name in CAMPAIGN else set())
    assert reply.status == row.status
    assert reply.header("x-mock-fidelity") == "assumed"


def test_every_refusal_is_met_below():
    assert {*MET, *BY_RULE} == {*OBS, *CAMPAIGN}


@pytest.mark.parametrize("is_xml", [False, True], ids=["JSON", "XML"])
@pytest.mark.parametrize("name", MET)
def test_a_refusal_is_met_on_the_wire(name, is_xml):
    path, members, headers, settings = MET[name]
    body = members(is_xml) if callable(members) else members

    reply = ask(world_of(**settings), path, body, is_xml, **headers)

    judge(reply, name)


@pytest.mark.parametrize("is_xml", [False, True], ids=["JSON", "XML"])
@pytest.mark.parametrize(("name", "status"), BY_RULE.items())
def test_a_bare_status_of_a_rule_is_told_in_the_words_of_the_family(name, status, is_xml):
    path, members = (SPRING_PATH, SPRING) if name in CAMPAIGN else (MID, DATUM)
    world = Centre(rules=[{"path": BASE + path, "respond": {"status": status}}])

    judge(ask(world, path, members, is_xml), name)


@pytest.mark.parametrize("status", VENDOR.by_status)
def test_every_bare_status_can_be_answered(status):
    world = Centre(rules=[{"operation": "obsMidResult", "respond": {"status": status}}])

    reply = ask(world, MID, DATUM, False)

    assert reply.status == status
    assert set(told(reply)) == {"result", "resultDesc"}


@pytest.mark.parametrize("status", [402, 405, 418, 429, 501, 503])
def test_a_status_that_is_not_in_the_documents_has_its_standard_phrase(status):
    world = Centre(rules=[{"path": f"{BASE}/*", "respond": {"status": status}}])

    of_obs, of_campaigns = (ask(world, path, DATUM, False) for path in (MID, SPRING_PATH))

    phrase = HTTPStatus(status).phrase
    assert told(of_obs) == {"result": str(status), "resultDesc": phrase}
    assert told(of_campaigns) == dict.fromkeys(("resultCode", "returnCode"), str(status)) | dict.fromkeys(
        ("resultDesc", "returnDesc"), phrase
    )


@pytest.mark.parametrize("name", [*OBS, *CAMPAIGN])
def test_a_rule_may_name_any_refusal(name):
    world = Centre(rules=[{"operation": "obsMidResult", "respond": {"error": name}}])

    assert ask(world, MID, DATUM, False).status == {**OBS, **CAMPAIGN}[name].status


def test_a_rule_may_say_it_in_its_own_words():
    world = Centre(
        rules=[{"operation": "obsMidResult", "respond": {"status": 500, "message": "not {today}"}}]
    )

    assert told(ask(world, MID, DATUM, False)) == {"result": "0200001", "resultDesc": "not {today}"}


def test_what_is_refused_elsewhere_keeps_the_words_of_two_way_calls():
    world = Centre()
    request = Request("POST", "/apiaccess/nothing")

    assert answer(VENDOR, world.sandbox, request).body.startswith(b'{"retCode":"404"')


def test_a_body_that_is_too_large_is_told_so():
    world = centre()
    headers = Headers([("Authorization", f"Bearer {world.token}")])
    request = Request("POST", BASE + MID, headers, too_large=True)

    reply = answer(VENDOR, world.sandbox, request, Limits(size=10))

    assert (reply.status, told(reply)["result"]) == (413, "02000003")


@pytest.mark.parametrize(("status", "path"), [(400, MID), (415, MID)])
def test_the_status_of_a_format_that_is_not_read_is_a_switch(status, path):
    reply = ask(centre(obs_media_type=status), path, DATUM, False, Content_Type="text/csv")

    assert (reply.status, told(reply)["result"]) == (status, "02000008")


def test_an_http_error_has_no_body_by_switch():
    world = world_of(obs_error_body="empty")

    replies = [
        ask(world, MID, broken(False), False),
        ask(world, MID, DATUM, False, Authorization=""),
        ask(world, "/campaigns/88/x", SPRING, False),
    ]

    assert [(reply.status, reply.body) for reply in replies] == [(400, b""), (403, b""), (404, b"")]
    assert told(ask(world, SPRING_PATH, SPRING, False))["resultCode"] == "0200005"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
def test_another_method_is_not_found(method):
    reply = centre().send(method, MID)

    assert (reply.status, told(reply)["resultDesc"]) == (404, OBS["ObsNotFound"].message)


@pytest.mark.parametrize("path", ["", "/", "/obs", "/obs/business/push/midresult/", "/obs/business/push"])
def test_another_path_is_not_found(path):
    assert told(centre().send("POST", path))["result"] == "404"
