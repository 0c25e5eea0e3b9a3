"""Which operation an address leads to, and what the address names.

Rule: the table of operations is the map: ``{name}`` stands for one segment, one slash at the end counts
for nothing. A segment is decoded after the path is cut, so a name may hold a slash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

from mockserver.kit import Desk, Refused, Route, Vendor
from mockserver.request import Request

BASE = "/api/v2"
ME = f"{BASE}/me"
_PART = re.compile(r"\{(\w+)\}")


def route(vendor: Vendor, request: Request) -> Route:
    """The row of the table whose address has the form of the request's; HEAD asks for what GET does.

    Raises:
        Refused: ``NoSuchPath`` or ``NoSuchMethod``.
    """
    asked = bare(request)
    path = asked if asked in vendor.ways else _form(asked, tuple(vendor.ways))
    here = vendor.ways.get(path)
    if here is None:
        raise Refused("NoSuchPath", path=request.path, method=request.method)
    method = "GET" if request.method == "HEAD" else request.method
    if method in here:
        return here[method]
    allowed = ", ".join(("GET, HEAD" if each == "GET" else each) for each in here)
    raise Refused("NoSuchMethod", path=request.path, method=request.method, allowed=allowed)


def named(desk: Desk) -> Mapping[str, str]:
    """What the request's address names, by the collection before it: ``{"calls": "01RCC3..."}``."""
    segments = [unquote(segment) for segment in bare(desk.request).removeprefix(ME).split("/")[1:]]
    return dict(zip(segments[::2], segments[1::2], strict=False))


def bare(request: Request) -> str:
    """The path as sent, without one slash at its end."""
    return request.raw_path[:-1] if request.raw_path.endswith("/") else request.raw_path


@lru_cache(maxsize=8)
def _patterns(forms: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_PART.sub("[^/]+", form)), form) for form in forms if "{" in form)


def _form(path: str, forms: tuple[str, ...]) -> str:
    return next((form for pattern, form in _patterns(forms) if pattern.fullmatch(path)), "")
