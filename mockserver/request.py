"""A request as it came: data, free of any web framework."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote


class Headers:
    """Header fields in the order they came; names compare without case."""

    __slots__ = ("_first", "pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = tuple(pairs)
        self._first: dict[str, str] = {}
        for name, value in self.pairs:
            self._first.setdefault(name.lower(), value)

    def get(self, name: str) -> str | None:
        """The first field of that name."""
        return self._first.get(name.lower())

    def __contains__(self, name: str) -> bool:
        """Whether a field of that name came."""
        return name.lower() in self._first

    def __repr__(self) -> str:
        """The fields, for people."""
        return f"Headers({self.pairs!r})"


@dataclass(frozen=True)
class Request:
    """One request: method, target as sent, headers and the whole body."""

    method: str
    target: str  # path and query exactly as on the request line, without a sandbox prefix
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    scheme: str = "http"
    host: str = "localhost"
    client: str = ""  # the peer's address
    prefix: str = ""  # the sandbox prefix that stood before the target, e.g. "/~alice"
    too_large: bool = False  # the body was over the cap and was not kept

    @cached_property
    def raw_path(self) -> str:
        """The path as sent, percent signs and all."""
        return self.target.partition("?")[0]

    @cached_property
    def path(self) -> str:
        """The decoded path."""
        return unquote(self.raw_path)

    @cached_property
    def query(self) -> str:
        """What stands after the question mark, as sent."""
        return self.target.partition("?")[2]

    @cached_property
    def media_type(self) -> str:
        """The Content-Type without its parameters, in lower case; empty when absent."""
        return (self.headers.get("content-type") or "").partition(";")[0].strip().lower()

    @property
    def url(self) -> str:
        """The whole URL, as the client asked for it."""
        return f"{self.scheme}://{self.host}{self.prefix}{self.target}"
