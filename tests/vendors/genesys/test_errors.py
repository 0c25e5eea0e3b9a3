"""Refusals: a statusCode and a statusMessage, and no other attributes; the HTTP status is a scenario's."""

import json

import pytest

from mockserver.kit import Refusal
from mockserver.plain import JSON
from mockserver.vendors.genesys import VENDOR
from mockserver.vendors.genesys.tables import BY_STATUS, MEANINGS, REFUSALS, STATUSES
from mockserver.vendors.genesys.wire import refuse
from tests.vendors.genesys.conftest import ME, PHONE

START = b'{"operationName":"StartContactCenterSession"'
DEFAULTS = VENDOR.settings().load({})


def test_there_is_an_http_status_for_each_documented_code():
    assert STATUSES.keys() == MEANINGS.keys() == set(range(21))


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_has_a_documented_code_and_two_attributes(name):
    reply = refuse(REFUSALS[name], {}, JSON, DEFAULTS)

    value = json.loads(reply.body)
    assert list(value) == ["statusCode", "statusMessage"]
    assert 0 < value["statusCode"] <= 20
    assert value["statusMessage"]
    assert reply.status == REFUSALS[name].status
    assert reply.header("X-Mock-Fidelity") is None  # the pipeline says it


@pytest.mark.parametrize("status", BY_STATUS)
def test_a_bare_status_in_a_scenario_names_a_refusal_of_that_status(status):
    assert REFUSALS[BY_STATUS[status]].status == status


def test_the_errors_may_all_be_http_200(make_centre):
    centre = make_centre(error_status="200")

    assert centre.refused(ME, "StartContactCenterSession") == (200, 1)
    assert centre.refused(ME, "Nonsense") == (200, 10)
    assert centre.send("GET", ME).status == 200
    assert centre.send("PUT", ME, Authorization="").status == 405  # HTTP's own stay


def test_each_code_may_have_a_status_of_its_own(make_centre):
    centre = make_centre(statuses={"10": 422, "20": 403})

    assert centre.refused(ME, "Nonsense") == (422, 10)
    reply = centre.send("GET", ME)
    assert (reply.status, reply.header("WWW-Authenticate")) == (403, None)


def test_a_status_that_a_rule_asks_for_is_its_own():
    row = Refusal(418, "4", "short and stout")

    assert refuse(row, {}, JSON, DEFAULTS).status == 418


def test_a_status_without_a_code_gets_the_code_that_is_nearest():
    assert json.loads(refuse(Refusal(409, ""), {}, JSON, DEFAULTS).body)["statusCode"] == 18
    assert json.loads(refuse(Refusal(507, ""), {}, JSON, DEFAULTS).body) == {
        "statusCode": 4,
        "statusMessage": "Insufficient Storage",
    }


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b"{", 10, "The request body cannot be read"),
        (b"", 1, "Required parameter is missing: operationName"),
        (b"null", 10, "The parameter is not valid: the body"),
        (b"[]", 10, "The parameter is not valid: the body"),
        (b"[1]", 10, "The parameter is not valid: the body"),
        (b"7", 10, "The parameter is not valid: the body"),
        (b'"x"', 10, "The parameter is not valid: the body"),
        (b"{}", 1, "Required parameter is missing: operationName"),
        (b'{"operationName":null}', 1, "Required parameter is missing: operationName"),
        (b'{"operationName":""}', 1, "Required parameter is missing: operationName"),
        (b'{"operationName":7}', 10, "The parameter is not valid: operationName"),
        (b'{"operationName":"startsession"}', 10, "Unknown operationName: startsession"),
        (START + b'}', 1, "Required parameter is missing: channels"),
        (START + b',"channels":null}', 1, "Required parameter is missing: channels"),
        (START + b',"channels":[]}', 1, "Required parameter is missing: channels"),
        (START + b',"channels":"voice"}', 10, "The parameter is not valid: channels"),
        (START + b',"channels":["voice"],"place":5}', 10, "The parameter is not valid: place"),
        (START + b',"channels":[1]}', 10, "The parameter is not valid: channels.0"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_missing_is_code_1_and_what_is_wrong_code_10(centre, body, code, message):
    reply = centre.post(ME, body)

    assert reply.status == 400
    assert json.loads(reply.body) == {"statusCode": code, "statusMessage": message}


def test_what_is_missing_is_told_before_what_is_wrong(on_duty):
    reply = on_duty.post(f"{ME}/calls", {"operationName": "MakeCall", "devicePath": 7})

    assert json.loads(reply.body)["statusMessage"] == "Required parameter is missing: destination"


def test_a_body_of_another_type_is_not_read(centre):
    reply = centre.post(ME, b"x", Content_Type="text/plain")

    assert (reply.status, json.loads(reply.body)["statusCode"]) == (415, 10)


def test_a_refusal_changes_nothing_and_tells_nothing(on_duty):
    def rows():
        space = on_duty.sandbox.space
        return {name: dict(space.rows(name)) for name in space._tables if name.startswith("genesys.")}

    on_duty.get(ME)
    before = rows()
    for path, body in (
        (
            ME,
            {"operationName": "StartContactCenterSession", "channels": ["voice"], "devicePath": "/devices/x"},
        ),
        (f"{ME}/calls", {"operationName": "Dial", "destination": {}}),
        (f"{ME}/calls/x", {"operationName": "Hangup"}),
        (f"{ME}/devices/{PHONE}/calls", {"operationName": "Nonsense"}),
        (f"{ME}/channels/smoke", {"operationName": "Ready"}),
    ):
        assert on_duty.post(path, body).status in (400, 404)

    assert rows() == before
    assert on_duty.told == []


def test_answers_and_errors_come_as_xml_of_our_own_convention_where_it_is_asked_for(centre):
    fine = centre.get(ME, Accept="application/xml")
    wrong = centre.post(ME, {"operationName": "X"}, Accept="application/xml")

    assert fine.header("Content-Type") == "application/xml;charset=UTF-8"
    assert fine.header("X-Mock-Fidelity") == "assumed"
    assert fine.body.startswith(b"<response><statusCode>0</statusCode><user><id>")
    assert wrong.body == (
        b"<response><statusCode>10</statusCode>"
        b"<statusMessage>Unknown operationName: X</statusMessage></response>"
    )


def test_xml_is_read_as_the_same_request(on_duty):
    body = (
        b"<request><operationName>MakeCall</operationName><destination><phoneNumber>647000</phoneNumber>"
        b"</destination><userData><a>1</a></userData></request>"
    )

    reply = on_duty.post(f"{ME}/calls", body, Content_Type="application/xml")

    assert reply.status == 200, reply.body
    assert (on_duty.calls[-1].called, on_duty.calls[-1].data) == ("647000", '{"a": "1"}')
