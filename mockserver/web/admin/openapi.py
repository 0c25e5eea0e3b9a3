"""The admin API as an OpenAPI document, made from the table of routes and what its handlers say they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mockserver import __version__
from mockserver.web.admin.ask import Ask

_PART = re.compile(r"<(?:path:)?(\w+)>")
_JSON = {"application/json": {"schema": {"type": "object"}}}
_REFUSED = {"description": "errors, in WireMock's shape", "content": _JSON}
_WITH_BODY = ("POST", "PUT")


def document(ask: Ask) -> Any:
    """All admin routes, as OpenAPI 3.1."""
    from mockserver.web.admin import ROUTES

    paths: dict[str, dict[str, Any]] = {}
    for method, path, handler in ROUTES:
        templated = _PART.sub(r"{\1}", path)
        paths.setdefault(f"/__admin{templated}", {})[method.lower()] = _operation(method, path, handler)
    info = {"title": "mockserver's admin API", "version": __version__}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def _operation(method: str, path: str, handler: Callable[..., Any]) -> dict[str, Any]:
    summary, _, more = (handler.__doc__ or "").partition("\n")
    described: dict[str, Any] = {
        "operationId": f"{method.lower()} {path}",
        "summary": summary.strip(),
        "tags": [path.split("/")[1] or "server"],
        "parameters": [_parameter(name) for name in _PART.findall(path)] + [_SANDBOX],
        "responses": {"2XX": {"description": "done", "content": _JSON}, "default": _REFUSED},
    }
    if more.strip():
        described["description"] = " ".join(more.split())
    if method in _WITH_BODY:
        described["requestBody"] = {"content": _JSON}
    return described


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


_SANDBOX = {
    "name": "sandbox",
    "in": "query",
    "description": "the sandbox that is meant, where the path, the host or X-Mock-Sandbox does not say it",
    "schema": {"type": "string"},
}
