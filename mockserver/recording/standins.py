"""What stands for secrets and phone numbers in a recording: the same always for the same.

Rule: what is a secret or a number is for ``mockserver.redact`` to say. A stand-in is drawn from
nothing but the order in which the values were heard, so nobody works his way back from it.
A number of 13 digits that begins with 1 is a moment in milliseconds, one of 10 from 14… to 19… a
moment in seconds, one of 14 may be a date with its time: phone numbers are not written so, and an
answer is worth nothing without its times.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mockserver import redact
from mockserver.recording.tape import Exchange
from mockserver.redact import Hiding
from mockserver.reply import Reply
from mockserver.request import Headers, Request

# In place of what the application under test may say otherwise when the scenario is played.
NUMBER, SECRET = "\ue000", "\ue001"
_LEAST, _LONG = 8, 16  # letters of a secret that is looked for in all texts, whatever stands before it
_MOMENT = re.compile(
    r"1\d{12}|1[4-9]\d{8}"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
)
_BARE = re.compile(r'("\s*:\s*)(redacted-\d+)\b')  # in JSON, where a number or a list stood
_COOKIE = re.compile(r"(=\s*)([^;\s]+)")
_PLUS = "%2B"


class StandIns:
    """Stand-ins, given out as values are heard."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        self._numbers: dict[str, str] = {}  # digits -> other digits, as many
        self._of_size: dict[int, int] = {}
        self._by_vendor: set[str] = set()  # numbers that the vendor was the first to say
        self._known: re.Pattern[str] | None = None
        self._stand = Hiding(self._secret, self._number)

    def learn(self, exchanges: tuple[Exchange, ...]) -> None:
        """Hear all of a recording, in order: what is a secret in one place is one in every other."""
        for exchange in exchanges:
            self.request(exchange.request)
            asked = set(self._numbers)
            self.reply(exchange.reply)
            self._by_vendor |= self._numbers.keys() - asked
        known = sorted(filter(_is_telling, self._secrets), key=len, reverse=True)
        words = "|".join(map(re.escape, known))
        self._known = re.compile(rf"(?<![0-9A-Za-z])(?:{words})(?![0-9A-Za-z])") if known else None

    def shown(self, text: str, media_type: str = "", own: Callable[[str], str | None] | None = None) -> str:
        """A text with its stand-ins; ``own`` may say what stands for a number instead."""
        hiding = self._stand if own is None else Hiding(self._secret, lambda n: own(n) or self._number(n))
        return _BARE.sub(r'\1"\2"', self._hidden(text, media_type, hiding))

    def mould(self, text: str) -> str:
        """A text in which ``NUMBER`` and ``SECRET`` stand for what the application may say otherwise.

        What the vendor said first the application has from it, and will say as it is told.
        """
        return self._hidden(text, "", Hiding(lambda _: SECRET, self._moulded))

    def is_own(self, text: str) -> bool:
        """Whether a text is a number, and the application's own."""
        return self.mould(text) == NUMBER

    def header(self, name: str, value: str) -> str:
        """The value of a header."""
        if "cookie" in name.lower():  # its name and its attributes are no secrets
            head, semicolon, rest = value.partition(";")
            return _COOKIE.sub(lambda found: found[1] + self._secret(found[2]), head) + semicolon + rest
        if redact.is_secret(name):
            scheme, blank, rest = value.partition(" ")
            return f"{scheme} {self._secret(rest)}" if blank and rest else self._secret(value)
        return self.shown(value)

    def request(self, request: Request) -> Request:
        """A request with its stand-ins."""
        headers = Headers((name, self.header(name, text)) for name, text in request.headers.pairs)
        return Request(
            request.method, self.shown(request.target), headers, self._body(request.body, request.media_type)
        )

    def reply(self, reply: Reply) -> Reply:
        """An answer with its stand-ins."""
        headers = tuple((name, self.header(name, text)) for name, text in reply.headers)
        return Reply(reply.status, self._body(reply.body, reply.header("content-type") or ""), headers)

    def _body(self, body: bytes, media_type: str) -> bytes:
        code = "utf-8" if is_utf8(body) else "latin-1"
        return self.shown(body.decode(code), media_type).encode(code)

    def _hidden(self, text: str, media_type: str, hiding: Hiding) -> str:
        if self._known is not None:
            text = self._known.sub(lambda found: hiding.secret(found[0]), text)
        return redact.text(text, media_type, hiding)

    def _secret(self, text: str) -> str:
        if re.fullmatch(r"redacted-\d+", text):
            return text
        return self._secrets.setdefault(text, f"redacted-{len(self._secrets) + 1}")

    def _number(self, text: str) -> str:
        prefix, digits = _parted(text)
        if _is_moment(text):
            return text
        if digits not in self._numbers:
            size = len(digits)
            place = self._of_size[size] = self._of_size.get(size, 0) + 1
            self._numbers[digits] = str(555 * 10 ** (size - 3) + place)
        other = iter(self._numbers[digits])
        return prefix + "".join(next(other) if char.isdigit() else char for char in text[len(prefix) :])

    def _moulded(self, text: str) -> str:
        if _is_moment(text):
            return text
        return self._number(text) if _parted(text)[1] in self._by_vendor else NUMBER


def _parted(text: str) -> tuple[str, str]:
    """A plus sign as a URL spells it, which has a digit, and the digits of the number."""
    prefix = text[:3] if text[:3].upper() == _PLUS else ""
    return prefix, "".join(filter(str.isdigit, text[len(prefix) :]))


def _is_moment(text: str) -> bool:
    return _MOMENT.fullmatch(text) is not None


def _is_telling(secret: str) -> bool:
    """Whether nothing else is likely to be spelt so: a word may be the name of a member as well."""
    return len(secret) >= (_LEAST if any(map(str.isdigit, secret)) else _LONG)


def is_utf8(body: bytes) -> bool:
    """Whether bytes are text in UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
