"""push/midresult and call/result: what is taken, what is refused, what is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockserver.vendors import huawei
from mockserver.vendors.huawei.obs.lifecycle import State
from mockserver.vendors.huawei.obs.tables import ASR_RESULTS, FAIL_CODES
from mockserver.vendors.huawei.obs.wire import CallOutcome
from mockserver.wire.loading import loader_of
from tests.vendors.huawei.obs_world import DATUM, centre

SAMPLES = Path(huawei.__file__).parent / "samples"
RESULTS = ("push/midresult", "call/result")
MANDATORY = ("subCCNo", "vdnId", "uniqueId", "serviceId")
TEXTS = (
    "status", "phoneNumber", "failCode", "asrResult", "fetchTime", "writeStartTime", "endCallTime", "callId",
)  # fmt: skip
BUSINESS = "Business failure. Check the values of parameters in the request."


@pytest.fixture
def world():
    return centre()


def refusal(reply):
    return reply.status, json.loads(reply.body)


@pytest.mark.parametrize("name", RESULTS)
def test_the_owners_sample_is_answered_byte_for_byte(world, name):
    reply = world.post(f"business/{name}", (SAMPLES / "obs-midresult.json").read_bytes())

    assert (reply.status, reply.body) == (200, (SAMPLES / "obs-midresult-answer.json").read_bytes())
    assert reply.header("content-type") == "application/json;charset=UTF-8"
    assert reply.header("x-mock-fidelity") is None


@pytest.mark.parametrize("name", RESULTS)
def test_the_owners_sample_in_xml_is_answered_in_our_own_convention(world, name):
    sample = json.loads((SAMPLES / "obs-midresult.json").read_text())
    body = "".join(f"<{member}>{value}</{member}>" for member, value in sample.items())

    reply = world.post(
        f"business/{name}",
        f"<request>{body}</request>".encode(),
        Content_Type="application/xml",
        Accept="application/xml",
    )

    assert (reply.status, reply.body) == (200, b"<response><result>0</result></response>")
    assert reply.header("x-mock-fidelity") == "assumed"


def test_json_and_xml_leave_the_same_row():
    members = {**DATUM, "status": "5", "deviceType": 2, "failCode": "00603", "callId": "c"}
    body = "".join(f"<{member}>{value}</{member}>" for member, value in members.items())
    in_json, in_xml = centre(), centre()

    in_json.post("business/push/midresult", members)
    in_xml.post("business/push/midresult", f"<request>{body}</request>".encode(), Content_Type="text/xml")

    assert in_json.kept() == in_xml.kept()
    assert in_json.kept().written.fail_code == "00603"


@pytest.mark.parametrize(("setting", "body"), [("number", b'{"result":0}'), ("string", b'{"result":"0"}')])
def test_the_result_of_a_success_is_a_number_or_a_string(setting, body):
    assert centre(obs_result=setting).write().body == body


@pytest.mark.parametrize("member", ["subCCNo", "vdnId"])
def test_a_number_may_be_sent_as_digits(world, member):
    assert world.write(**{member: str(DATUM[member])}).status == 200


def test_the_content_type_may_be_missing(world):
    assert world.post("business/push/midresult", DATUM, Content_Type="").status == 200


def test_only_what_is_mandatory_has_to_be_there(world):
    assert world.write().status == 200


@pytest.mark.parametrize("value", ["", None])
@pytest.mark.parametrize("member", [*TEXTS, "deviceType"])
def test_what_is_optional_may_be_empty_or_null(world, member, value):
    assert world.write(**{member: value}).status == 200


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("value", ["", None, "missing"])
@pytest.mark.parametrize("member", MANDATORY)
def test_what_is_mandatory_must_not_be_empty(world, member, value, name):
    sent = {**DATUM, member: value}
    if value == "missing":
        del sent[member]

    reply = world.post(f"business/{name}", sent)

    assert refusal(reply) == (400, {"result": "02000001", "resultDesc": f"{member} is empty"})


WRONG_TYPES = [
    *(
        (member, value)
        for member in ("subCCNo", "vdnId", "deviceType")
        for value in ("x", 1.5, True, [], {}, "-1", "٣")
    ),
    *((member, value) for member in (*MANDATORY[2:], *TEXTS) for value in (7, True, [], {})),
]


@pytest.mark.parametrize(("member", "value"), WRONG_TYPES, ids=str)
def test_another_type_is_refused(world, member, value):
    reply = world.write(**{member: value})

    assert refusal(reply) == (400, {"result": "02000006", "resultDesc": f"The type of {member} is incorrect"})


@pytest.mark.parametrize("body", [b"{", b"[", b'{"subCCNo":}', b"\xff"])
def test_a_body_that_cannot_be_read_is_refused(world, body):
    reply = world.post("business/push/midresult", body)

    sentence = "Incorrect request. Check the request path and parameters."
    assert refusal(reply) == (400, {"result": "02000008", "resultDesc": sentence})


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"7"])
def test_a_body_without_members_lacks_the_first(world, body):
    assert world.post("business/push/midresult", body).status == 400


@pytest.mark.parametrize(
    "members",
    [
        {"vdnId": 89},
        {"subCCNo": 2},
        {"serviceId": "1"},
        {"serviceId": "1251250797 2"},
        {"uniqueId": "1"},
        {"uniqueId": "x"},
        {"uniqueId": "21713676089219765503"},  # one before the first
        {"uniqueId": "21713676089219765604"},  # one after the last
        {"uniqueId": "021713676089219765504"},
        {"uniqueId": "٢١٧١٣٦٧٦٠٨٩٢١٩٧٦٥٥٠٤"},
        {"uniqueId": "9" * 5_000},
    ],
    ids=str,
)
@pytest.mark.parametrize("status", [500, 200])
def test_what_nobody_knows_is_a_business_failure(members, status):
    reply = centre(obs_unknown=status).write(**members)

    assert refusal(reply) == (status, {"result": "34601", "resultDesc": BUSINESS})


def test_a_datum_of_another_call_centre_is_unknown_though_it_is_kept(world):
    world.write()

    assert world.write(subCCNo=2).status == 500


def test_the_last_intermediate_result_counts(world):
    world.write(status="1", callId="a", failCode="00537")
    world.wait(5)
    world.write(status="2", callId="b")

    row = world.kept()
    assert row.state is State.CALLING
    assert (row.written.status, row.written.call_id, row.written.fail_code) == ("2", "b", "")
    assert row.at == world.sandbox.clock.now()


def test_a_refusal_leaves_nothing_behind(world):
    before = dict(world.sandbox.space._tables)

    world.write(uniqueId="1")

    assert world.sandbox.space.count("huawei.obs.data") == 0
    assert before.keys() >= {name for name, rows in world.sandbox.space._tables.items() if rows} - {"journal"}


@pytest.mark.parametrize(
    ("members", "outcome"),
    [
        ({"status": "6"}, 6),
        ({"status": "5"}, 5),
        ({"status": "6", "failCode": "00603"}, 6),
        ({"status": "", "failCode": ""}, 6),
        ({}, 6),
        ({"failCode": None}, 6),
        ({"failCode": "0"}, 6),
        *(({"status": "x", "failCode": code}, 6 if code == "00000" else 5) for code in FAIL_CODES),
    ],
    ids=str,
)
def test_a_call_succeeded_by_its_status_else_by_its_fail_code(world, members, outcome):
    world.write("call/result", **members)

    assert (world.kept().state, world.kept().outcome) == (State.DONE, outcome)


def test_a_write_back_is_loaded_without_marshmallow():
    assert loader_of(CallOutcome) is not None


@pytest.mark.parametrize(
    ("member", "value", "status"),
    [
        ("failCode", "00603", 200), ("failCode", "", 200), ("failCode", "00999", 400),
        ("asrResult", "-5", 200), ("asrResult", None, 200), ("asrResult", "999", 400),
        ("deviceType", 5, 200), ("deviceType", "", 200), ("deviceType", 4, 400),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", RESULTS)
def test_whether_unknown_codes_are_taken_is_a_switch(name, member, value, status):
    reply = centre(obs_codes="known").write(name, **{member: value})

    assert reply.status == status
    assert status == 200 or json.loads(reply.body)["resultDesc"] == f"The value of {member} is incorrect"
    assert centre().write(name, **{member: value}).status == 200


@pytest.mark.parametrize("code", [*FAIL_CODES, *ASR_RESULTS])
def test_every_code_is_on_the_page(code):
    page = (Path(huawei.__file__).parent / "README.md").read_text()
    codes = page.partition("### Codes")[2].partition("\n## ")[0]

    assert code in re.findall(r"-?[0-9]+", codes)
