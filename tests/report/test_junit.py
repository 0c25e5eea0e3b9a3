"""JUnit XML that strict readers take."""

from xml.etree import ElementTree as Xml

import pytest

from mockserver.frozen import replaced
from mockserver.report.junit import junit
from tests.report.junit_schemas import ANT, JENKINS, complaints
from tests.report.reports import EMPTY, EVIL, MIXED


@pytest.mark.parametrize("schema", [ANT, JENKINS], ids=["ant", "jenkins"])
@pytest.mark.parametrize("report", [MIXED, EVIL, EMPTY], ids=["mixed", "evil", "empty"])
def test_it_is_as_the_public_schemas_have_it(report, schema):
    assert complaints(junit(report), schema) == []


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ((b' hostname="localhost"', b""), "testsuite without hostname"),
        ((b"T00:00:00", b"T00:00:00.123Z"), "testsuite timestamp='2026-01-01T00:00:00.123Z'"),
        ((b"<failure ", b"<flaw "), "no flaw"),
        ((b'classname="replay mine"', b'classname=" replay"'), "testcase classname=' replay'"),
    ],
)
def test_the_schemas_find_what_is_wrong(broken, found):
    document = (
        junit(MIXED)
        .replace(*broken)
        .replace(b"</failure>", b"</flaw>" if b"flaw" in broken[1] else b"</failure>")
    )

    assert found in complaints(document, ANT)


def test_a_failure_says_what_was_expected_and_why_it_failed():
    failure = Xml.fromstring(junit(MIXED)).find(".//failure")  # noqa: S314 (our own)

    assert failure.attrib == {"message": "one came, two are wanted", "type": "fail"}
    assert failure.text.splitlines() == [
        "expected: 2..4 requests",
        "found: 1",
        "why: one came, two are wanted",
        "nearly: e-1",
    ]


def test_what_could_not_be_judged_is_an_error_and_not_skipped():
    suite = Xml.fromstring(junit(MIXED)).find("testsuite")  # noqa: S314 (our own)

    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    assert suite.find(".//error").get("type") == "inconclusive"
    assert suite.find(".//skipped") is None


def test_a_letter_that_no_xml_may_hold_is_spelt_out():
    evil = Xml.fromstring(junit(replaced(EMPTY, notes=("a\x00b\ud800c",))))  # noqa: S314 (our own)

    assert evil.find(".//system-err").text == "a\\x00b\\ud800c"
