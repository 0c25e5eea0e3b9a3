from __future__ import annotations

import json

import pytest

from mockserver.request import Headers, Request
from mockserver.vendors.huawei import V1, VENDOR

CALL = {"caller": "88880067", "called": "13800000000"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{V1}/createCall"),
        ("POST", f"{V1}/stop"),
        ("PUT", "/apiaccess"),
        ("POST", "/apigovernance/x"),
    ],
)
def test_unknown_paths_and_methods_are_not_found(tenant, method, path):
    reply = tenant.send(Request(method, path))

    assert reply.status == 404
    assert json.loads(reply.body)["retMsg"] == "The requested content is not found. Check the request path."


def test_other_media_types_are_not_read(tenant):
    assert tenant.post(f"{V1}/createCall", CALL, Content_Type="text/plain").status == 415


def test_the_content_type_may_be_missing(tenant):
    headers = Headers([("Authorization", f"Bearer {tenant.token}")])
    assert tenant.send(Request("POST", f"{V1}/createCall", headers, json.dumps(CALL).encode())).status == 200


def test_an_http_error_has_no_body_by_switch(make_tenant):
    tenant = make_tenant(http_error_body="empty")

    broken = tenant.post(f"{V1}/createCall", b"{")

    assert (broken.status, broken.body) == (400, b"")
    assert tenant.ask("createCall", caller="x", called="y")["retCode"] == "5"


def test_xml_is_spoken_by_our_own_convention(tenant):
    body = b"<request><caller>88880067</caller><called>990000</called><agentWorkNo>12</agentWorkNo></request>"

    reply = tenant.post(f"{V1}/createCall", body, Content_Type="application/xml", Accept="application/xml")

    assert reply.header("content-type") == "application/xml;charset=UTF-8"
    assert b"<response><result><callSerialNo>" in reply.body
    assert b"<retCode>0</retCode>" in reply.body
    assert next(iter(tenant.calls)).agent == "12"


def test_refusals_are_spoken_in_xml_too(tenant):
    reply = tenant.post(f"{V1}/createCall", b"<", Content_Type="text/xml", Accept="text/xml")
    assert reply.status == 400
    assert b"<response><retCode>400</retCode><retMsg>Incorrect request." in reply.body


def members_of(name):
    """What a refusal of the name's family has."""
    twice = {"resultCode", "resultDesc", "returnCode", "returnDesc"}
    families = {"Obs": {"result", "resultDesc"}, "Campaign": twice}
    return next(
        (members for family, members in families.items() if name.startswith(family)), {"retCode", "retMsg"}
    )


@pytest.mark.parametrize("name", VENDOR.refusals)
def test_every_refusal_can_be_told_without_facts(tenant, name):
    refusal = VENDOR.refusals[name]
    reply = VENDOR.refuse(refusal, {}, VENDOR.negotiate(None, Request("POST", "/")), tenant.settings)

    assert reply.status == refusal.status
    assert set(json.loads(reply.body)) == members_of(name)
    assert b"<" not in reply.body.replace(b"<member>", b"")


def test_every_bare_status_is_a_row():
    assert all(VENDOR.refusals[name].status == status for status, name in VENDOR.by_status.items())
