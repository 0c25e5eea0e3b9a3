"""A body says the same in JSON and in XML: the same state is left, and the same answer given."""

from __future__ import annotations

import json
from decimal import Decimal
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.weyi.conftest import FINISH, JSON, NAMESPACE, XML, Site

XSI = "http://www.w3.org/2001/XMLSchema-instance"
NULL = object()  # a member that is null, where None would say that it is absent
ECHO = "/Client/Request/CallFinishedEcho"

texts = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff", min_codepoint=32)
    | st.sampled_from("\t\n\r<>&\"'\x85\u2028"),
    max_size=12,
)
numbers = st.builds(
    lambda sign, whole, places: f"{sign}{whole}{places}",
    st.sampled_from(["", "-"]),
    st.integers(0, 10**18).map(str),
    st.sampled_from(["", ".0", ".50", ".125", ".0000000001"]),
)
dates = st.builds(
    lambda moment, fraction, zone: f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}{zone}",
    st.datetimes().filter(lambda moment: 1000 < moment.year < 9999),
    st.sampled_from(["", ".5", ".50", ".0500655", ".12345675", ".99999999", ".000"]),
    st.sampled_from(["", "Z", "+02:00", "-05:30", "+00:00", "+14:00"]),
)
truths = st.booleans()


def maybe(values, null=False):
    return st.none() | (st.just(NULL) | values if null else values)


calls = st.fixed_dictionaries(
    {
        "StartTime_Utc": maybe(dates),
        "EndTime_Utc": maybe(dates),
        "CallTime": maybe(numbers),
        "IsSuccessful": maybe(truths),
        "AdditionalInfo": maybe(texts, null=True),
        "ThirdPartyCallId": maybe(st.sampled_from(["a", "b", ""]) | texts, null=True),
    }
)
bodies = st.fixed_dictionaries(
    {
        "NeedSurvey": maybe(texts, null=True),
        "TotalTime": maybe(numbers),
        "IsSuccessful": maybe(truths),
        "Calls": maybe(st.lists(st.just(NULL) | calls, max_size=3), null=True),
    }
)
NUMBERS = ("TotalTime", "CallTime")


def as_json(value, name=""):
    if value is NULL:
        return "null"
    if isinstance(value, dict):
        members = (f'"{key}":{as_json(each, key)}' for key, each in value.items() if each is not None)
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(as_json(each) for each in value) + "]"
    return value if name in NUMBERS else json.dumps(value, ensure_ascii=False)


def as_xml(value, name="ParaCallInfoList"):
    if value is NULL:
        return f'<{name} i:nil="true"/>'
    if isinstance(value, dict):
        content = "".join(as_xml(value[key], key) for key in sorted(value) if value[key] is not None)
    elif isinstance(value, list):
        content = "".join(as_xml(each, "ParaCallInfo") for each in value)
    elif isinstance(value, bool):
        content = str(value).lower()
    else:
        content = escape(value, quote=False).replace("\r", "&#13;")
    return f"<{name}>{content}</{name}>"


def document(value):
    root = f'<ParaCallInfoList xmlns:i="{XSI}" xmlns="{NAMESPACE}">'
    return as_xml(value).replace("<ParaCallInfoList>", root, 1)


@pytest.fixture(scope="module")
def world():
    tokens = [{"token": "t", "requests": [{"state": "In Service"}]}]
    return Site(tokens=tokens, diagnosis=True)


def told(site, path, body, kind, accept):
    site.sandboxes.reset()
    reply = site.post(path, body, kind=kind, token="t", Accept=accept)
    return reply.status, reply.header("Content-Type"), reply.body, site.rows


@pytest.mark.parametrize("path", [FINISH, ECHO])
@pytest.mark.parametrize("accept", [JSON, XML])
@given(body=bodies)
def test_a_body_in_json_and_in_xml_leaves_the_same_state_and_gets_the_same_answer(world, path, accept, body):
    in_json = told(world, path, as_json(body), JSON, accept)
    in_xml = told(world, path, document(body), XML, accept)

    assert in_json == in_xml
    assert in_json[0] == 200


@given(body=bodies)
def test_what_a_body_says_is_what_is_kept(world, body):
    told(world, FINISH, as_json(body), JSON, JSON)

    (kept,) = world.rows["weyi.requests"].values()
    assert kept.state == (3 if body["IsSuccessful"] else 4)
    assert kept.total_time == Decimal(body["TotalTime"] or 0)
    assert kept.need_survey == (None if body["NeedSurvey"] is NULL else body["NeedSurvey"])
    assert (kept.calls is None) == (body["Calls"] in (None, NULL))
