"""What a rule answers, made of what its file says; templates are rendered when it answers.

Rule: an answer without templates is made once, when the file is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mockserver.faults.status import LEAST
from mockserver.formats.base import Plain
from mockserver.frozen import replaced
from mockserver.scenario import templates
from mockserver.scenario.facts import Around
from mockserver.scenario.leaves import header_problem
from mockserver.scenario.model import Respond
from mockserver.scenario.tables import Found


def respond(found: Found, around: Around) -> Respond:
    """``respond``."""
    status, has_body = found["status"], found.has("body")
    if status is not None and status < LEAST and not has_body:
        raise found.wrong(around, ("status",), f"a status from {LEAST} to 599; a lower one needs a body")
    template = found["body"] if has_body and templates.has_templates(found["body"]) else None
    headers, message = _headers(found), found["message"]
    body = _body(found, around) if has_body else None
    is_live = template is not None or templates.has_templates([*headers.values(), message])
    return Respond(found["error"], status, tuple(headers.items()), message, body, template, is_live)


def _headers(found: Found) -> dict[str, str]:
    headers: dict[str, str] = found["headers"]
    if found["retry_after"] is not None:  # RFC 9110, 10.2.3: whole seconds
        headers = {**headers, "Retry-After": str(-(-found["retry_after"] // 1000))}
    if found.has("body") and "content-type" not in {name.lower() for name in headers}:
        headers = {"Content-Type": found["content_type"] or _type_of(found["body"]), **headers}
    return headers


def _body(found: Found, around: Around) -> bytes:
    try:
        return _bytes(found["body"])
    except ValueError:
        raise found.wrong(around, ("body",), "a body that JSON can say: no .nan, no .inf") from None


def _bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8", "replace")
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _type_of(body: object) -> str:
    return "text/plain; charset=utf-8" if isinstance(body, str) else "application/json"


def rendered(respond: Respond, facts: Mapping[str, Any]) -> Respond:
    """The answer with its templates rendered.

    Raises:
        CannotRender: one of them goes wrong.
    """
    headers = tuple((name, _header(name, value, facts)) for name, value in respond.headers)
    message = None if respond.message is None else templates.text(respond.message, facts)
    body = respond.body if respond.template is None else _made(respond.template, facts)
    return replaced(respond, headers=headers, message=message, body=body)


def _header(name: str, template: str, facts: Mapping[str, Any]) -> str:
    """A header's text; what a client sent must not become a header, or a body, of its own."""
    value = templates.text(template, facts)
    if problem := header_problem(value):
        raise templates.CannotRender(f"{name} would hold {value!r:.80}: {problem}")
    return value


def _made(template: Plain, facts: Mapping[str, Any]) -> bytes:
    value = template if not isinstance(template, str) else templates.text(template, facts)
    try:
        return _bytes(value if isinstance(value, str) else templates.rendered(value, facts))
    except (ValueError, TypeError) as why:
        raise templates.CannotRender(f"no JSON can say that: {why}") from why
