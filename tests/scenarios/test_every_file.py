"""Every bundled scenario says what it is for, loads, and plays to its end."""

from __future__ import annotations

import json
import re

import pytest

from mockserver.callbacks.delivery import State as Delivered
from mockserver.callbacks.signing import canonical, signature
from mockserver.callcentre.model import Course, Event, State
from mockserver.scenario.load import load
from mockserver.vendors import Installed
from tests.docs.pages import try_it
from tests.scenarios.worlds import FILES, NAMES, REPORT_TO, fitting, in_base64, played

WANTED = {
    "quickstart",
    "hostedsuite-notes",
    "huawei-release-callbacks",
    "huawei-outcomes",
    "huawei-callback-faults",
    "huawei-retries",
    "huawei-write-back",
    "huawei-token-expiry",
    "weyi-survey",
    "weyi-xml-order",
    "genesys-preview",
    "genesys-chain",
    "genesys-lost-session",
    "genesys-lost-answers",
    "one-call-three-vendors",
    "one-record-two-vendors",
    "errors-400-to-500",
    "wire-faults",
}
VENDORS = Installed()
TRIO = ("nonce", "timestamp", "signature")
COURSES = [
    (path, vendor, number)
    for path in FILES
    for vendor, courses in load(path, VENDORS).courses.items()
    if VENDORS[vendor].notices
    for number in range(len(courses))
]
HUAWEIS = [row for row in COURSES if row[1] == "huawei"]
HUAWEI = [path for path in FILES if "huawei" in load(path, VENDORS).vendors]


def ending(course: Course) -> tuple[object, object]:
    """How the course's script says that a call ends."""
    last = course.script[-1]
    assert last.event is Event.RELEASED
    return last.outcome, last.code


def test_the_scenarios_that_are_promised_are_there():
    assert set(NAMES) >= WANTED


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_scenario_is_called_as_its_file_and_says_what_it_is_for(path):
    scenario = load(path, VENDORS)

    assert scenario.name == path.stem
    assert scenario.about
    assert not scenario.about.endswith(".")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_scenario_begins_with_a_comment_and_lines_to_try(path):
    text = path.read_text("utf-8")

    assert text.startswith("# What it is for: ")
    assert re.search(r"^# Try it", text, re.MULTILINE)
    assert len(re.findall(r"^ *curl -s|\bcurl -s", try_it(path), re.MULTILINE)) >= 2
    assert all(line.isprintable() for line in try_it(path).splitlines())


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_records_of_a_scenario_can_be_listed(path):
    world = played(path)

    for name, spec in world.scenario.records.items():
        answer = world.http.get(f"/__admin/records/{name}?size=1000").json
        wanted = len(spec.given) + (spec.generate.count if spec.generate else 0)
        assert answer["meta"]["total"] == wanted
        assert len({record["Id"] for record in answer["records"]}) == wanted


@pytest.mark.parametrize(
    ("path", "vendor", "number"), COURSES, ids=[f"{path.stem}-{number}" for path, _, number in COURSES]
)
def test_a_call_to_a_number_of_the_script_ends_as_the_script_says(path, vendor, number):
    world = played(path)
    course = world.scenario.courses[vendor][number]

    id = world.placed(vendor, fitting(course.called), fitting(course.caller))
    world.let_pass()

    call = world.found(id, vendor)
    assert call.state is State.ENDED
    assert (call.outcome, call.code) == ending(course)
    assert world.sandbox.next_due() is None


@pytest.mark.parametrize(
    ("path", "vendor", "number"), HUAWEIS, ids=[f"{path.stem}-{number}" for path, _, number in HUAWEIS]
)
def test_the_callbacks_of_a_call_wait_worded_and_signed(path, vendor, number):
    world = played(path)
    course = world.scenario.courses[vendor][number]

    id = world.call(fitting(course.called), fitting(course.caller), callBackUrl=in_base64())
    world.let_pass()

    answered = world.found(id).answered is not None
    letters = {each.notice: json.loads(each.body) for each in world.deliveries(id)}
    assert list(letters) == (["connection", "release"] if answered else ["release"])
    assert all(letter["callSerialNo"] == id for letter in letters.values())
    assert all(each.state is Delivered.READY for each in world.deliveries(id))
    assert world.deliveries(id)[-1].url == REPORT_TO
    secret = world.sandbox.settings(vendor)["shared_key"]
    nonce, timestamp, theirs = (letters["release"].get(name) for name in TRIO)
    params = {name: value for name, value in letters["release"].items() if name not in TRIO}
    assert theirs == signature(secret, canonical(secret, nonce, timestamp, params))


@pytest.mark.parametrize("path", HUAWEI, ids=lambda path: path.stem)
def test_a_call_to_any_other_number_ends_by_itself(path):
    world = played(path)

    id = world.call("13912345678")
    world.let_pass()

    call = world.found(id)
    assert call.state is State.ENDED
    assert call.answered is not None


@pytest.mark.parametrize("path", HUAWEI, ids=lambda path: path.stem)
def test_a_scenario_plays_alike_each_time(path):
    def told() -> list[bytes]:
        world = played(path)
        for called in ("88880067", "13912345678", "70000001"):
            world.call(called, callBackUrl=in_base64())
        world.let_pass()
        return [each.body for each in world.sandbox.outbox.list()]

    first = told()

    assert len(first) >= 3
    assert told() == first
