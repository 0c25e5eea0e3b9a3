"""Every recorded JSON and form body, bound as the real framework bound it; and written as it wrote it."""

import base64
import json
from pathlib import Path

import pytest

from mockserver.formats.datacontract import DataContract
from mockserver.formats.jsonnet import JsonNet
from mockserver.formats.modelbinding import ModelBindingForm
from tests.formats.api_models import CALLS, filled

ORACLES = Path(__file__).parents[1] / "oracles"
JSON = JsonNet()
XML = DataContract(declaration=False, check_characters=False)
FORMATS = {
    "application/json": JSON,
    "text/json": JSON,
    "application/x-www-form-urlencoded": ModelBindingForm(),
}
NOT_BOUND = (404, 405, 415)  # the parameter was never looked at
HIDDEN = "An error has occurred."


def cases(name):
    """Recorded cases whose body one of the formats read."""
    for line in (ORACLES / name).read_text().splitlines():
        case = json.loads(line)
        media = case["request"]["headers"].get("Content-Type", "").partition(";")[0].strip().lower()
        is_bound = case["response"]["status"] not in NOT_BOUND and case["request"]["method"] == "POST"
        if is_bound and media in FORMATS and case["response"].get("body") is not None:
            yield pytest.param(case, media, id=case["id"])


def read(case, media):
    request = case["request"]
    encoded = request.get("body_base64")
    body = base64.b64decode(encoded) if encoded else (request.get("body") or "").encode()
    charset = request["headers"]["Content-Type"].partition("charset=")[2] or "utf-8"
    return FORMATS[media].read(body, CALLS, charset=charset)


def is_xml(response):
    return "xml" in response["headers"]["content-type"]


def written(reading, response):
    return (XML if is_xml(response) else JSON).text(filled(reading.value, CALLS), CALLS)


@pytest.mark.parametrize(("case", "media"), [*cases("weyi-echo.jsonl")])
def test_a_body_is_bound_and_written_as_recorded(case, media):
    assert written(read(case, media), case["response"]) == case["response"]["body"]


@pytest.mark.parametrize(("case", "media"), [*cases("weyi-strict.jsonl")])
def test_what_is_noted_is_what_the_model_state_held(case, media):
    response = case["response"]

    reading = read(case, media)

    if response["status"] == 200:
        assert reading.notes == ()
        assert written(reading, response) == response["body"]
    elif is_xml(response):
        assert reading.notes
    else:
        noted = {}
        for path, words in reading.notes:
            shown = HIDDEN if FORMATS[media] is JSON else words
            noted.setdefault(f"p.{path}" if path else "p", []).append(shown)
        assert list(noted.items()) == list(json.loads(response["body"])["ModelState"].items())


@pytest.mark.parametrize(("case", "media"), [*cases("weyi.jsonl")])
def test_a_parameter_is_null_where_the_action_stumbled_over_it(case, media):
    reading, answer = read(case, media), case["response"]["body"]

    assert (reading.value is None) == ("System Error" in answer)
    if reading.value is not None and not is_xml(case["response"]):
        assert json.loads(answer)["NeedSurvey"] == reading.value.get("NeedSurvey")
