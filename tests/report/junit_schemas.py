"""What two public schemas of JUnit XML demand, in our own words: those of Ant (windyroad) and of Jenkins.

https://github.com/windyroad/JUnit-Schema (JUnit.xsd) and junit-10.xsd of Jenkins' xunit plugin. Of each
element: its attributes (a pattern, and whether it has to be there), and its children in their order.
"""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as Xml

TOKEN = r"(?!\s)[^\t\r\n]*(?<!\s)(?<!  )"
NAME = r"\S|\S[^\t\r\n]*\S"
NUMBER, DECIMAL, TEXT = r"\d+", r"\d+(\.\d+)?", r"(?s:.*)"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"


@dataclass(frozen=True)
class Element:
    """What an element may be."""

    needs: dict[str, str] = field(default_factory=dict)
    may: dict[str, str] = field(default_factory=dict)
    children: str = ""  # a regular expression of their names, each with a blank after it
    text: bool = False


# fmt: off
_PROBLEM = Element({"type": TEXT}, {"message": TEXT}, text=True)
ANT = {
    "testsuites": Element(children=r"(testsuite )*"),
    "testsuite": Element(
        {"name": NAME, "timestamp": MOMENT, "hostname": NAME, "tests": NUMBER, "failures": NUMBER,
         "errors": NUMBER, "time": DECIMAL, "package": TOKEN, "id": NUMBER},
        {"skipped": NUMBER}, r"properties (testcase )*system-out system-err "),
    "properties": Element(children=r"(property )*"),
    "property": Element({"name": NAME, "value": TEXT}),
    "testcase": Element({"name": TOKEN, "classname": TOKEN, "time": DECIMAL},
                        children=r"((skipped|error|failure) )?"),
    "error": _PROBLEM, "failure": _PROBLEM, "skipped": Element(text=True),
    "system-out": Element(text=True), "system-err": Element(text=True),
}
_SECONDS = r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?"
_COUNTED = ("name", "tests", "failures", "errors")
_SUITE = ("group", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url")
_ANY_PROBLEM = Element(may={"type": TEXT, "message": TEXT}, text=True)
JENKINS = {
    "testsuites": Element(may={"time": _SECONDS, **dict.fromkeys(_COUNTED, TEXT)}, children=r"(testsuite )*"),
    "testsuite": Element(dict.fromkeys(_COUNTED, TEXT),
                         {"time": _SECONDS, **dict.fromkeys(_SUITE, TEXT)},
                         r"((testsuite|properties|testcase|system-out|system-err) )*"),
    "properties": Element(children=r"(property )*"),
    "property": Element({"name": TEXT, "value": TEXT}),
    "testcase": Element({"name": TEXT}, dict.fromkeys(("time", "classname", "group"), TEXT),
                        r"((skipped|error|failure|system-out|system-err) )*"),
    "error": _ANY_PROBLEM, "failure": _ANY_PROBLEM, "skipped": _ANY_PROBLEM,
    "system-out": Element(text=True), "system-err": Element(text=True),
}
# fmt: on


def complaints(document: bytes, schema: dict[str, Element]) -> list[str]:
    """What the schema does not allow in the document; a document that is not XML raises."""
    root = Xml.fromstring(document)  # noqa: S314 (our own)
    assert root.tag == "testsuites"
    return [text for element in root.iter() for text in _of(element, schema)]


def _of(element: Xml.Element, schema: dict[str, Element]) -> list[str]:
    if element.tag not in schema:
        return [f"no {element.tag}"]
    row = schema[element.tag]
    known = {**row.needs, **row.may}
    names = "".join(f"{child.tag} " for child in element)
    found = [f"{element.tag} without {name}" for name in row.needs if name not in element.attrib]
    for name, value in element.attrib.items():
        if name not in known or not re.fullmatch(known[name], value):
            found.append(f"{element.tag} {name}={value!r}")
    if not re.fullmatch(row.children, names):
        found.append(f"{element.tag}: {names}")
    if (element.text or "").strip() and not row.text:
        found.append(f"text in {element.tag}")
    return found
