"""Where the mock's answer differs from the vendor's is said by member and type, never by value."""

from __future__ import annotations

import pytest

from mockserver.app import make_world
from mockserver.recording.comparing import differences
from mockserver.recording.tape import Exchange
from mockserver.recording.twin import Twin
from mockserver.reply import Reply
from mockserver.settings import Settings
from tests.acme import VENDOR
from tests.recording.conftest import asked, told

KEY = {"Authorization": "Bearer open sesame"}
XML = (("Content-Type", "application/xml"),)


# fmt: off
CASES = (
    ({"a": 1, "b": "x"},        {"a": 2, "b": "y"},     []),
    ({"a": 1},                  {"a": "1"},             ["body.a: the vendor number, the mock text"]),
    ({"a": True},               {"a": 1},               ["body.a: the vendor flag, the mock number"]),
    ({"a": None},               {"a": "x"},             ["body.a: the vendor null, the mock text"]),
    ({"a": {"b": {"c": 1}}},    {"a": {}},              ["body.a.b: the vendor mapping, the mock has none"]),
    ({},                        {"x": [1]},             ["body.x: the vendor has none, the mock list"]),
    ({"l": [{"a": 1}]},         {"l": []},              []),
    ({"l": [{"a": 1}, {}]},     {"l": [{"b": 1}]},
        ["body.l[*].a: the vendor number, the mock has none",
         "body.l[*].b: the vendor has none, the mock number"]),
    ({"l": [1, "x"]},           {"l": [1]},
        ["body.l[*]: the vendor number or text, the mock number"]),
)
IN_XML = (
    ("<a/><b/>",                "<a/>",                 ["body.b"]),
    ("<a>1</a><a>2</a>",        "<a>1</a>",             []),
    ("<l><i><a>1</a></i></l>",  "<l/>",                 []),
    ("<l><i><a>1</a></i></l>",  "<l><i><b>1</b></i></l>", ["body.l.i.a", "body.l.i.b"]),
    ("<a><b>1</b></a>",         "<a>1</a>",             ["body.a"]),
)
# fmt: on


@pytest.mark.parametrize(("vendor", "mock", "said"), CASES)
def test_members_are_compared_by_name_and_type(vendor, mock, said):
    assert list(map(str, differences(told(vendor), told(mock)))) == said


@pytest.mark.parametrize(("vendor", "mock", "places"), IN_XML)
def test_members_of_xml_are_compared_by_name_as_far_as_it_has_types(vendor, mock, places):
    replies = [Reply(200, f"<r xmlns='urn:x'>{inner}</r>".encode(), XML) for inner in (vendor, mock)]

    assert [each.where for each in differences(*replies)] == places


def test_status_and_media_type_are_compared_and_formats_are_not_mixed():
    found = differences(told({"a": 1}, 201), Reply(200, b"<r><a>1</a></r>", XML))

    assert list(map(str, found)) == [
        "status: the vendor 201, the mock 200",
        "media type: the vendor application/json, the mock application/xml",
    ]


def test_a_call_that_the_vendor_names_by_its_id_is_the_one_that_the_mock_names_by_its_own():
    twin = Twin(VENDOR, make_world(Settings(), {"acme": VENDOR}))
    place = asked("/acme/calls", {"From": "1", "To": "2"}, **KEY)
    find = asked("/acme/find", {"CallId": "vendor-4711"}, **KEY)

    twin.compared(Exchange(1, place, told({"CallId": "vendor-4711", "State": "x"})))
    found = twin.compared(Exchange(2, find, told({"CallId": "vendor-4711", "State": "x"})))

    assert found.differences == ()
    assert twin.compared(Exchange(3, asked("/acme/find", {"CallId": "other-1"}, **KEY), told({}))).differences
