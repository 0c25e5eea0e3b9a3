"""Addresses: names in them, slashes at their ends, and methods."""

import pytest

from mockserver.kit import Refused
from mockserver.request import Request
from mockserver.vendors.genesys import VENDOR
from mockserver.vendors.genesys.paths import named
from tests.vendors.genesys.conftest import ME, basic


def leads_to(method, path):
    return VENDOR.route(VENDOR, Request(method, path)).operation.name


@pytest.mark.parametrize("row", VENDOR.operations, ids=lambda row: row.name)
def test_every_row_is_reached_with_and_without_a_slash_at_its_end(row):
    path = row.path.replace("{", "").replace("}", "")

    assert leads_to(row.method, path) == row.name
    assert leads_to(row.method, f"{path}/") == row.name


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2",
        "/api/v2/",
        f"{ME}//",
        f"{ME}/devices//calls",
        f"{ME}/devices/a/b",
        "/api/v2/ME",
        "/api/v3/me",
    ],
)
def test_other_addresses_lead_nowhere(path):
    with pytest.raises(Refused, match="NoSuchPath"):
        leads_to("GET", path)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed(centre, method):
    reply = centre.send(method, ME)

    assert (reply.status, reply.header("Allow")) == (405, "GET, HEAD, POST")


def test_an_address_says_which_methods_it_takes(centre):
    reply = centre.send("GET", f"{ME}/outbound-records/12")

    assert (reply.status, reply.header("Allow")) == (405, "POST")


def test_a_head_is_answered_as_a_get(centre):
    assert centre.send("HEAD", ME, Authorization=basic()).status == 200
    assert centre.send("HEAD", ME).status == 401


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (f"{ME}/calls/01ABC", {"calls": "01ABC"}),
        (f"{ME}/devices/1-2/calls", {"devices": "1-2"}),
        (f"{ME}/outbound-campaigns/North%20%2F%20South/", {"outbound-campaigns": "North / South"}),
        (f"{ME}/outbound-campaigns/calls", {"outbound-campaigns": "calls"}),
        (f"{ME}/outbound-records", {}),
        (f"{ME}/outbound-records/12?x=/calls/1", {"outbound-records": "12"}),
    ],
)
def test_what_an_address_names(centre, path, names):
    desk = centre.sandbox.desk(VENDOR, Request("POST", path), 1, 0)

    assert named(desk) == names
