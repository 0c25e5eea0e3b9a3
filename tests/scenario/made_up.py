"""Two made-up vendors, as far as the loader has to know them; and how tests load a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from mockserver.callcentre.model import CallRecord, Outcome
from mockserver.callcentre.playing import Playing
from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import Scenario


class Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


class User(Lenient):
    login = fields.String(data_key="Login", required=True)
    password = fields.String(data_key="Password", required=True)
    may_write = fields.Boolean(load_default=True)


class NimbusSettings(Lenient):
    users = fields.List(fields.Nested(User), load_default=list)
    errors = fields.String(load_default="plain", validate=validate.OneOf(["plain", "wrapped"]))
    report_to = fields.Url(load_default=None, allow_none=True, metadata={"description": "where reports go"})
    retries = fields.List(fields.Integer(), validate=validate.Length(max=3))
    limits = fields.Dict(keys=fields.String(), values=fields.Integer(validate=validate.Range(min=1)))


class Turn(Lenient):
    kind = fields.String(data_key="Kind")


class NimbusRecord(Lenient):
    id = fields.String(data_key="Id", required=True)
    notes = fields.String(data_key="Notes", allow_none=True)
    duration = fields.Float(data_key="Seconds")
    turns = fields.List(fields.Nested(Turn), data_key="Turns")

    @post_load
    def made(self, data: dict[str, Any], **_kwargs: object) -> CallRecord:
        data.pop("turns", None)
        return CallRecord(**data)


class StratusSettings(Schema):
    key = fields.String(load_default="sesame")


@dataclass(frozen=True)
class Named:
    name: str


@dataclass(frozen=True)
class Facts:
    name: str
    title: str
    operation_names: tuple[str, ...]
    refusals: Mapping[str, str]
    settings: type[Schema]
    record: type[Schema] | None = None
    playing: Playing = field(default_factory=Playing)
    notices: tuple[Named, ...] = ()

    def records_of(self, given):
        if self.record is None:
            raise ValueError("no records")
        return tuple(self.record(many=True).load(list(given)))


NIMBUS = Facts(
    "nimbus",
    "Nimbus Voice",
    ("ListCalls", "UpdateCall", "Ping"),
    {"NotFound": "", "Down": "", "Busy": ""},
    NimbusSettings,
    NimbusRecord,
    Playing(outcomes={Outcome.BUSY: ("rings 2s", "busy")}),
    (Named("answered"), Named("ended")),
)
STRATUS = Facts(
    "stratus",
    "Stratus",
    ("Place", "Ping"),
    {"Down": "", "NoSuchCall": ""},
    StratusSettings,
    playing=Playing(opening=("agent rings 2s", "agent answers")),
)
VENDORS = {"nimbus": NIMBUS, "stratus": STRATUS}


def scenario(text: str, folder: Path | None = None, vendors: Mapping[str, Any] = VENDORS) -> Scenario:
    return loads(text, "s.yaml", folder, vendors)


def mistakes(text: str, folder: Path | None = None) -> list[str]:
    with pytest.raises(ScenarioMistake) as caught:
        scenario(text, folder)
    return str(caught.value).split("\n")


# What breaks YAML, numbers, times, regular expressions and JSON.
PIECES = [
    *"[]{}:,-?&*!|>'\"%@`#\t\n \0\ud800\ufeff\u2028\r\\é\U0001f600",
    *("<<: ", "*a", "&a ", "!!str ", "---\n", "...", "[" * 70, "a{99999999999}", "matches: (?P<a"),
    *(".nan", ".inf", "-.inf", "1e999", "0x", "~", "null", "true", "9" * 400),
    *("${", "}", "$${", "${target}", "{{", "}}", "{% if %}", "../", "0s", "9e9h"),
    *("2026-13-45", "0001-01-01", "9999-12-31T23:59:59-23:00", "kind: paced", "nth: 1\n"),
]


@st.composite
def mutated(draw, texts):
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 5, 30])))
        text = text[:start] + draw(st.sampled_from(PIECES) | st.text(max_size=5)) + text[end:]
    return text
