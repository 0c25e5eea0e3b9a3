"""What a peer is to answer, and what it is to insist on, made of the mock's own sample."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.bench.asking import TOKEN
from mockserver.bench.contestants import Place
from mockserver.bench.workloads import Sample, Workload

Spell = Callable[[str], str]  # how a peer's template says the value of a member of the request
XPATH = "//*[local-name()='{}']"
BEARER = f"Bearer {TOKEN}"


def echoing(sample: Sample, spell: Spell) -> str:
    """The sample, with the members that come from the request spelt as a peer's template has them."""
    body = sample.body
    for name in sample.workload.echoes:
        sent, spelt = value_of(sample.workload, name, sample.number), spell(name)
        pairs = {f'"{name}":"{sent}"': f'"{name}":"{spelt}"', f"<{name}>{sent}<": f"<{name}>{spelt}<"}
        for old, new in pairs.items():
            body = body.replace(old, new)
    return body


def value_of(workload: Workload, name: str, number: int) -> str:
    """The value of a member in a workload's request."""
    pattern = rf"<{name}>([^<]*)<" if workload.is_xml else rf'"{name}":"([^"]*)"'
    found = re.search(pattern, workload.body_of(number).decode())
    if found is None:
        raise ValueError(f"{workload.name} has no member {name}")
    return found[1]


def fixed(workload: Workload) -> dict[str, str]:
    """The members that every request has to have with the same value: credentials, for one."""
    values = {name: (value_of(workload, name, 1), value_of(workload, name, 2)) for name in workload.needs}
    return {name: one for name, (one, other) in values.items() if one == other}


def varying(workload: Workload) -> list[str]:
    """The members that every request has to have, each with another value."""
    return [name for name in workload.needs if name not in fixed(workload)]


def samples(place: Place) -> Iterator[tuple[Workload, Sample]]:
    """Each workload with its sample."""
    for sample in place.samples.values():
        yield sample.workload, sample


def written(place: Place, name: str, value: Any) -> str:
    """The path of a configuration file that holds the value as JSON."""
    file = place.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=1), "utf-8")
    return str(file)


def openapi(place: Place, static: bool = False) -> dict[str, Any]:
    """The workloads as an OpenAPI document, with the sample as example; ``static`` asks for nothing.

    Members are required, fixed values are an ``enum``; what XML holds no such server looks at.
    """
    paths: dict[str, Any] = {}
    for workload, sample in samples(place):
        methods = paths.setdefault(workload.path, {})
        operation = methods.setdefault(workload.method.lower(), _operation(workload, static))
        if not static:
            asked = {} if workload.is_xml else {"schema": schema(workload)}
            operation["requestBody"]["content"][workload.type] = asked
        operation["responses"]["200"]["content"][workload.type] = _example(workload, sample)
    scheme = {"bearer": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "bench", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": scheme},
    }


def _operation(workload: Workload, static: bool) -> dict[str, Any]:
    answers = {"responses": {"200": {"description": "as the mock answers", "content": {}}}}
    if static:
        return answers
    security: dict[str, Any] = {"security": [{"bearer": []}]} if workload.token else {}
    return {"requestBody": {"required": True, "content": {}}, **answers, **security}


def _example(workload: Workload, sample: Sample) -> dict[str, Any]:
    if workload.is_xml:
        return {"schema": {"type": "string"}, "example": sample.body}
    return {"schema": {"type": "object"}, "example": json.loads(sample.body)}


def schema(workload: Workload) -> dict[str, Any]:
    """The JSON Schema of a request."""
    texts: dict[str, Any] = {name: {"type": "string", "minLength": 1} for name in workload.needs}
    texts |= {name: {"type": "string", "enum": [value]} for name, value in fixed(workload).items()}
    return {"type": "object", "required": list(workload.needs), "properties": texts}
