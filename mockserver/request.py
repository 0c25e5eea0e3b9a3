"""A request as it came: data, free of any web framework.

Rule: nobody changes a request. What is worked out of it is worked out when somebody
asks: most requests are asked little, and the journal keeps them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

Field = tuple[str, str]
_NAMES: dict[bytes, str] = {}  # a header name as sent -> in lower case; clients send the same few
_MOST_NAMES = 1024
_heads: dict[tuple[tuple[bytes, bytes], ...], Headers] = {}  # a client says the same thing again and again
_MOST_HEADS, _LARGE_HEAD = 512, 2048


class Headers:
    """Header fields in the order they came; they are asked for in lower case.

    ``get`` gives the first field of a name, or None.
    """

    __slots__ = ("_first", "_pairs", "_raw", "get", "is_usual", "size")

    def __init__(self, pairs: Iterable[Field] = ()) -> None:
        self._raw: Sequence[tuple[bytes, bytes]] = ()
        self._pairs: tuple[Field, ...] | None = tuple(pairs)
        self._first: dict[str, str] = {}
        self.size = 0  # letters of all names and values
        self.is_usual = False  # a server has found nothing in them that it must look at again
        for name, value in self._pairs:
            self._first.setdefault(name.lower(), value)
            self.size += len(name) + len(value)
        self.get = self._first.get

    @classmethod
    def sent(cls, raw: Sequence[tuple[bytes, bytes]]) -> Headers:
        """Header fields as bytes, as a server has them; every byte is a letter of Latin-1.

        What says the same may be one object: nobody changes it.
        """
        key = tuple(raw)
        found = _heads.get(key)
        if found is not None:
            return found
        made = cls._read(key)
        if made.size <= _LARGE_HEAD:
            if len(_heads) >= _MOST_HEADS:
                _heads.clear()
            _heads[key] = made
        return made

    @classmethod
    def _read(cls, raw: tuple[tuple[bytes, bytes], ...]) -> Headers:
        made = cls.__new__(cls)
        made.is_usual = False
        made._raw, made._pairs = raw, None
        made._first = first = {}
        size = 0
        for name, value in raw:
            size += len(name) + len(value)
            key = _NAMES.get(name) or _lower(name)
            if key not in first:
                first[key] = value.decode("latin-1")
        made.size = size
        made.get = first.get
        return made

    @property
    def pairs(self) -> tuple[Field, ...]:
        """All fields, repeated ones too."""
        if self._pairs is None:
            self._pairs = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in self._raw)
            self._raw = ()
        return self._pairs

    def count(self, name: str) -> int:
        """How many fields of that name came."""
        if len(self._first) == len(self):  # no name came twice
            return int(name in self._first)
        return sum(sent.lower() == name for sent, _ in self.pairs)

    def __len__(self) -> int:
        """How many fields came."""
        return len(self._raw or self.pairs)

    def __contains__(self, name: str) -> bool:
        """Whether a field of that name came."""
        return name in self._first

    def __repr__(self) -> str:
        """The fields, for people."""
        return f"Headers({self.pairs!r})"


def _lower(name: bytes) -> str:
    lower = name.decode("latin-1").lower()
    if len(_NAMES) < _MOST_NAMES:
        _NAMES[name] = lower
    return lower


class Request:
    """One request: method, target as sent, headers and the whole body."""

    __slots__ = (
        "body", "client", "headers", "host", "memo", "method", "path", "prefix", "query", "raw_path",
        "scheme", "target", "too_large",
    )  # fmt: skip

    def __init__(  # noqa: PLR0917  (as wide as a request is)
        self,
        method: str,
        target: str,  # path and query exactly as on the request line, without a sandbox prefix
        headers: Headers | None = None,
        body: bytes = b"",
        scheme: str = "http",
        host: str = "localhost",
        client: str = "",  # the peer's address
        prefix: str = "",  # the sandbox prefix that stood before the target, e.g. "/~alice"
        too_large: bool = False,  # the body was over the cap and was not kept
    ) -> None:
        self.method = method
        self.target = target
        self.headers = Headers() if headers is None else headers
        self.body = body
        self.scheme = scheme
        self.host = host
        self.client = client
        self.prefix = prefix
        self.too_large = too_large
        # The path as sent, percent signs and all, then the decoded one.
        self.raw_path, self.path, self.query = _split(target)
        self.memo: dict[str, object] | None = None  # what was worked out of it, by whom

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, in lower case; empty when absent."""
        return (self.headers.get("content-type") or "").partition(";")[0].strip().lower()

    @property
    def url(self) -> str:
        """The whole URL, as the client asked for it."""
        return f"{self.scheme}://{self.host}{self.prefix}{self.target}"

    def __repr__(self) -> str:
        """The request line, for people."""
        return f"Request({self.method} {self.prefix}{self.target}, {len(self.body)} bytes)"


@lru_cache(maxsize=1024)
def _split(target: str) -> tuple[str, str, str]:
    path, _, query = target.partition("?")
    return path, unquote(path) if "%" in path else path, query
