"""A report as JUnit XML, as strict readers want it.

Rule: every attribute that the Ant schema (windyroad) requires is there, in its type, and nothing
that it or the schema of Jenkins (junit-10) does not know. What could not be judged is an error:
build servers show a skipped case as if all were well.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from mockserver.clock import iso
from mockserver.report.model import Case, Outcome, Report, Step

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_BLANKS = re.compile(r"[ \t\r\n]+")
_ELEMENTS = {Outcome.FAIL: "failure", Outcome.INCONCLUSIVE: "error"}


def junit(report: Report) -> bytes:
    """The report as a document: one suite, one test case for each case."""
    root = Xml.Element("testsuites")
    suite = Xml.SubElement(root, "testsuite", _attributes(report))
    properties = Xml.SubElement(suite, "properties")
    for name, value in report.facts:
        Xml.SubElement(properties, "property", {"name": _token(name), "value": _text(value)})
    for case in report.cases:
        suite.append(_case(case, report))
    Xml.SubElement(suite, "system-out").text = _text("\n".join(_lines(report)))
    Xml.SubElement(suite, "system-err").text = _text("\n".join(report.notes))
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _attributes(report: Report) -> dict[str, str]:
    return {
        "name": _token(report.title),
        "package": "mockserver",
        "id": "0",
        "timestamp": iso(report.began)[:19],  # the schema wants no fraction and no zone
        "hostname": "localhost",
        "tests": str(len(report.cases)),
        "failures": str(report.count(Outcome.FAIL)),
        "errors": str(report.count(Outcome.INCONCLUSIVE)),
        "skipped": "0",
        "time": _seconds(report.took),
    }


def _case(case: Case, report: Report) -> Xml.Element:
    made = Xml.Element(
        "testcase",
        {"name": _token(case.name), "classname": _token(report.title), "time": _seconds(case.took)},
    )
    kind = _ELEMENTS.get(case.outcome)
    if kind is not None:
        told = Xml.SubElement(made, kind, {"message": _text(case.reason), "type": str(case.outcome)})
        told.text = _text("\n".join(case_lines(case)))
    return made


def case_lines(case: Case) -> list[str]:
    """What is to be said of a case that did not pass, a line each."""
    pairs = (("expected", case.expected), ("found", case.found), ("why", case.reason))
    return [*(f"{name}: {value}" for name, value in pairs if value), *case.details]


def _lines(report: Report) -> list[str]:
    return [
        f"{step.at / 1000:10.3f}s  {step.source} -> {step.target}  {'  '.join(_said(step))}"
        for step in report.steps
    ]


def _said(step: Step) -> list[str]:
    return [part for part in (step.text, step.answer, step.note) if part]


def _seconds(took: int) -> str:
    return f"{took / 1000:.3f}"


def _text(value: str) -> str:
    """The text, with what no XML document may hold spelt out."""
    return _NOT_XML.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), value)


def _token(value: str) -> str:
    """The text as ``xs:token`` has it, and never empty."""
    return _BLANKS.sub(" ", _text(value)).strip() or "-"
