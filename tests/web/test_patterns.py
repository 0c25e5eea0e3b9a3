"""Request patterns: every word of the tables does what WireMock's does, and no word is passed over."""

import pytest

from mockserver.request import Headers, Request
from mockserver.web.admin.patterns import BadPattern, compiled

REQUEST = Request(
    method="POST",
    target="/api/calls/up%64ate?format=json&x=1&x=2&empty=",
    headers=Headers([("Content-Type", "application/json"), ("X-Twice", "one"), ("X-Twice", "two")]),
    body='{"Id": "7", "Notes": "Grüße"}'.encode(),
)

# fmt: off
FITTING = (
    {},
    {"method": "POST"},
    {"method": "ANY"},
    {"url": "/api/calls/up%64ate?format=json&x=1&x=2&empty="},
    {"urlPath": "/api/calls/update"},
    {"urlPattern": "/api/.*json.*"},
    {"urlPathPattern": "/api/calls/[a-z]+"},
    {"headers": {"content-type": {"equalTo": "application/json"}}},
    {"headers": {"CONTENT-TYPE": {"contains": "json"}}},
    {"headers": {"Content-Type": {"equalTo": "APPLICATION/JSON", "caseInsensitive": True}}},
    {"headers": {"X-Missing": {"absent": True}}},
    {"headers": {"Content-Type": {"absent": False}}},
    {"headers": {"X-Missing": {"doesNotMatch": ".*"}}},
    {"queryParameters": {"format": {"matches": "j.on"}}},
    {"queryParameters": {"x": {"equalTo": "1"}}},
    {"queryParameters": {"empty": {"equalTo": ""}}},
    {"queryParameters": {"missing": {"absent": True}}},
    {"bodyPatterns": [{"contains": "Grüße"}, {"matches": r"(?s)\{.*\}"}]},
    {"bodyPatterns": [{"equalToJson": {"Notes": "Grüße", "Id": "7"}}]},
    {"bodyPatterns": [{"equalToJson": '{"Notes": "Grüße", "Id": "7"}'}]},
    {"bodyPatterns": []},
    {"method": "POST", "urlPath": "/api/calls/update", "headers": {}, "queryParameters": {}},
)
NOT_FITTING = (
    {"method": "GET"},
    {"url": "/api/calls/update"},
    {"urlPath": "/api/calls"},
    {"urlPattern": "/api"},
    {"urlPathPattern": "/API/.*"},
    {"headers": {"Content-Type": {"equalTo": "APPLICATION/JSON"}}},
    {"headers": {"X-Missing": {"contains": ""}}},
    {"headers": {"X-Missing": {"matches": ".*"}}},
    {"headers": {"Content-Type": {"absent": True}}},
    {"headers": {"Content-Type": {"contains": "json", "doesNotMatch": "app.*"}}},
    {"queryParameters": {"missing": {"equalTo": ""}}},
    {"bodyPatterns": [{"contains": "Id"}, {"contains": "nothing of the kind"}]},
    {"bodyPatterns": [{"equalToJson": {"Id": "7"}}]},
    {"bodyPatterns": [{"equalToJson": "{"}]},
)
BAD = (  # the pattern, and where it is wrong
    ({"colour": "red"},                              "/colour"),
    ({"urlPattern": "("},                            "/urlPattern"),
    ({"urlPathPattern": "[z-a]"},                    "/urlPathPattern"),
    ({"headers": ["a"]},                             "/headers"),
    ({"headers": {"a": "b"}},                        "/headers/a"),
    ({"headers": {"a": {"equals": "b"}}},            "/headers/a/equals"),
    ({"headers": {"a": {"matches": "*"}}},           "/headers/a/matches"),
    ({"queryParameters": 5},                         "/queryParameters"),
    ({"queryParameters": {"a": None}},               "/queryParameters/a"),
    ({"bodyPatterns": {"contains": "a"}},            "/bodyPatterns"),
    ({"bodyPatterns": "a"},                          "/bodyPatterns"),
    ({"bodyPatterns": [{"contains": "a"}, 5]},       "/bodyPatterns/1"),
    ({"bodyPatterns": [{"matchesJsonPath": "$.a"}]}, "/bodyPatterns/0/matchesJsonPath"),
)
UNREFUSED = (
    {"urlPattern": "(" * 5_000},
    {"urlPattern": "a{99999999999}"},
    {"method": ["GET"]},
    {"url": 5},
    {"urlPath": None},
    {"urlPattern": {"a": 1}},
    {"headers": {"a": {"contains": None}}},
    {"headers": {"a": {"absent": "no"}}},
    {"queryParameters": {"x": {"equalTo": 1}}},
    {"headers": {"a": {"equalTo": "b", "caseInsensitive": "maybe"}}},
)
# fmt: on


def shown(pattern):
    return str(pattern)[:60]


@pytest.mark.parametrize("pattern", FITTING, ids=shown)
def test_a_request_fits(pattern):
    assert compiled(pattern)(REQUEST)


@pytest.mark.parametrize("pattern", NOT_FITTING, ids=shown)
def test_a_request_does_not_fit(pattern):
    assert not compiled(pattern)(REQUEST)


@pytest.mark.parametrize(("pattern", "pointer"), BAD, ids=shown)
def test_what_is_not_known_is_refused_and_told_where(pattern, pointer):
    with pytest.raises(BadPattern) as why:
        compiled(pattern)

    assert why.value.pointer == pointer


@pytest.mark.parametrize("pattern", UNREFUSED, ids=shown)
def test_a_value_of_the_wrong_kind_should_be_refused(pattern):
    with pytest.raises(BadPattern):
        compiled(pattern)


def test_a_body_that_nests_without_end_does_not_fit_json():
    fits = compiled({"bodyPatterns": [{"equalToJson": {"a": 1}}]})

    assert not fits(Request("POST", "/", body=b"[" * 100_000))


def test_a_body_that_is_no_text_does_not_fit_and_does_no_harm():
    fits = compiled({"bodyPatterns": [{"equalToJson": {"a": 1}}]})

    assert not fits(Request("POST", "/", body=b"\xff\xfe\0"))


def test_the_first_field_of_a_name_counts():
    assert compiled({"headers": {"x-twice": {"equalTo": "one"}}})(REQUEST)
