"""Why a client's signature differs: the usual mistakes, tried one by one and in pairs.

Rule: a ``Way`` is the signature rule cut into stages; a mistake is another
function for one or more stages. A new mistake is a row of ``MISTAKES``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import field, replace
from itertools import combinations
from typing import Any

from mockserver.callbacks.javamap import Params, in_java_order, java_bytes, java_text, signed
from mockserver.frozen import frozen

Items = dict[str, Any]


@frozen
class Case:
    """What somebody signed."""

    secret: str
    nonce: str
    timestamp: str
    params: Params


def _joined(case: Case, secret: str, text: str) -> str:
    return f"{secret}_{case.timestamp}_{case.nonce}_{text}"


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _base64(code: bytes) -> str:
    return b64encode(code).decode()


def _same(value: Any) -> Any:
    return value


@frozen
class Way:
    """A way from parameters to a signature, stage by stage; the defaults are the rule."""

    selects: Callable[[Case], Items] = field(default=lambda case: signed(case.params))
    prints: Callable[[Items], Items] = _same  # what becomes of null and empty values
    sorts: Callable[[Params], Items] = in_java_order
    writes: Callable[[Items], str] = java_text
    packs: Callable[[str], str] = field(default=lambda text: text.replace(" ", ""))
    strips: Callable[[str], str] = field(default=lambda text: text[1:-1])
    holds: Callable[[str], str] = _same  # the secret, as it was read from somewhere
    joins: Callable[[Case, str, str], str] = _joined
    encodes: Callable[[str], bytes] = java_bytes
    keys: Callable[[bytes], bytes] = _same  # the secret's bytes to the key
    digests: Callable[[bytes, bytes], bytes] = _mac
    shows: Callable[[bytes], str] = _base64

    def sign(self, case: Case) -> str | None:
        """The signature this way gives; None where it leads nowhere."""
        try:
            text = self.writes(self.sorts(self.prints(self.selects(case))))
            secret = self.holds(case.secret)
            message = self.encodes(self.joins(case, secret, self.strips(self.packs(text))))
            return self.shows(self.digests(self.keys(self.encodes(secret)), message))
        except ValueError:  # e.g. the secret is no Base64
            return None


@frozen
class Mistake:
    """What somebody did instead of the rule."""

    words: str
    instead: dict[str, Callable[..., Any]]


def _mistake(words: str, **instead: Callable[..., Any]) -> Mistake:
    return Mistake(words, instead)


def _unsigned_left_in(case: Case) -> Items:
    return {**case.params, "nonce": case.nonce, "timestamp": case.timestamp}


def _signature_left_out(case: Case) -> Items:
    return {name: value for name, value in _unsigned_left_in(case).items() if name != "signature"}


def _all_but(*values: object) -> Callable[[Items], Items]:
    return lambda items: {name: value for name, value in items.items() if value not in values}


def _printed(old: object, new: object) -> Callable[[Items], Items]:
    return lambda items: {name: new if value == old else value for name, value in items.items()}


def _by(key: Callable[[str], Any]) -> Callable[[Params], Items]:
    return lambda params: dict(sorted(params.items(), key=lambda pair: key(pair[0])))


def _json(separators: tuple[str, str], ascii_only: bool) -> Callable[[Items], str]:
    return lambda items: json.dumps(items, separators=separators, ensure_ascii=ascii_only, default=str)


def _query(items: Items) -> str:
    return "{" + "&".join(f"{name}={java_text(value)}" for name, value in items.items()) + "}"


def _encoded(charset: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(charset, "replace")


def _hmac(algorithm: str) -> Callable[[bytes, bytes], bytes]:
    return lambda key, message: hmac.digest(key, message, algorithm)


_COMPACT, _SPACED = (",", ":"), (", ", ": ")
_AS_IT_CAME: dict[str, Callable[..., Any]] = {"packs": _same, "strips": _same, "sorts": dict}

# Strongest first: where two mistakes explain a signature, the likelier one is named.
# fmt: off
MISTAKES: tuple[Mistake, ...] = (
    _mistake("spaces were not removed", packs=_same),
    _mistake("spaces were removed only between the pairs, not inside keys and values",
             packs=lambda text: text.replace(", ", ",")),
    _mistake("all white space was removed, not only U+0020", packs=lambda text: re.sub(r"\s", "", text)),
    _mistake("keys were not sorted", sorts=dict),
    _mistake("keys were sorted without regard to case", sorts=_by(str.lower)),
    _mistake("keys were sorted by code point, not by UTF-16 code unit", sorts=_by(_same)),
    _mistake("plain SHA-256 was used instead of HMAC-SHA256",
             digests=lambda _key, message: hashlib.sha256(message).digest()),
    _mistake("plain SHA-256, shown in hex, was used instead of HMAC-SHA256 in Base64",
             digests=lambda _key, message: hashlib.sha256(message).digest(), shows=bytes.hex),
    _mistake("key and message of the HMAC were swapped", digests=lambda key, message: _mac(message, key)),
    _mistake("the signature was shown in hex, not in Base64", shows=bytes.hex),
    _mistake("the signature was shown in upper-case hex, not in Base64",
             shows=lambda code: code.hex().upper()),
    _mistake("the Base64 is that of the hex text, not of the bytes",
             shows=lambda code: _base64(code.hex().encode())),
    _mistake("URL-safe Base64 was used", shows=lambda code: urlsafe_b64encode(code).decode()),
    _mistake("URL-safe Base64 without padding was used",
             shows=lambda code: urlsafe_b64encode(code).decode().rstrip("=")),
    _mistake("the padding of the Base64 was taken off", shows=lambda code: _base64(code).rstrip("=")),
    _mistake("plus signs of the Base64 became spaces, as in a form",
             shows=lambda code: _base64(code).replace("+", " ")),
    _mistake('null was printed as an empty text, not as "null"', prints=_printed(None, "")),
    _mistake('empty values were printed as "null"', prints=_printed("", None)),
    _mistake("parameters that are null were left out", prints=_all_but(None)),
    _mistake("parameters that are empty were left out", prints=_all_but("")),
    _mistake("parameters that are null or empty were left out", prints=_all_but(None, "")),
    _mistake('null was printed as "None"', prints=_printed(None, "None")),
    _mistake('null was printed as "undefined"', prints=_printed(None, "undefined")),
    _mistake("nonce, timestamp and signature were left in", selects=_unsigned_left_in),
    _mistake("nonce and timestamp were left in", selects=_signature_left_out),
    _mistake("the braces were left in", strips=_same),
    _mistake("nonce and timestamp changed places",
             joins=lambda case, secret, text: f"{secret}_{case.nonce}_{case.timestamp}_{text}"),
    _mistake("the underscores are missing",
             joins=lambda case, secret, text: f"{secret}{case.timestamp}{case.nonce}{text}"),
    _mistake("the secret does not stand before the text",
             joins=lambda case, _secret, text: f"{case.timestamp}_{case.nonce}_{text}"),
    _mistake("only the parameters were signed, without secret, timestamp and nonce",
             joins=lambda _case, _secret, text: text),
    _mistake("the timestamp was taken in seconds",
             joins=lambda case, secret, text: f"{secret}_{case.timestamp[:-3]}_{case.nonce}_{text}"),
    _mistake("the secret ends with a newline", holds=lambda secret: secret + "\n"),
    _mistake("the secret ends with a carriage return and a newline", holds=lambda secret: secret + "\r\n"),
    _mistake("the secret was trimmed", holds=str.strip),
    _mistake("the secret was decoded from Base64", keys=lambda key: b64decode(key, validate=True)),
    _mistake("the secret was decoded from hex", keys=lambda key: bytes.fromhex(key.decode())),
    _mistake("the secret was encoded in Base64", keys=b64encode),
    _mistake("the text was encoded in GBK, not in UTF-8", encodes=_encoded("gb18030")),
    _mistake("the text was encoded in ISO 8859-1, not in UTF-8", encodes=_encoded("latin-1")),
    _mistake("the text was encoded in UTF-16 (little endian), not in UTF-8", encodes=_encoded("utf-16-le")),
    _mistake("the text was encoded in UTF-16 (big endian), not in UTF-8", encodes=_encoded("utf-16-be")),
    _mistake("the text was encoded in UTF-16 with a byte order mark, not in UTF-8",
             encodes=_encoded("utf-16")),
    _mistake("HMAC-SHA1 was used instead of HMAC-SHA256", digests=_hmac("sha1")),
    _mistake("HMAC-SHA512 was used instead of HMAC-SHA256", digests=_hmac("sha512")),
    _mistake("HMAC-MD5 was used instead of HMAC-SHA256", digests=_hmac("md5")),
    _mistake("the JSON text was signed, not the map as Java prints it",
             writes=_json(_COMPACT, False), **_AS_IT_CAME),
    _mistake("the JSON text with spaces was signed, not the map as Java prints it",
             writes=_json(_SPACED, False), **_AS_IT_CAME),
    _mistake("the JSON text with \\u escapes was signed, not the map as Java prints it",
             writes=_json(_COMPACT, True), **_AS_IT_CAME),
    _mistake("the JSON text with spaces and \\u escapes was signed, not the map as Java prints it",
             writes=_json(_SPACED, True), **_AS_IT_CAME),
    _mistake("the JSON text, its keys sorted, was signed, not the map as Java prints it",
             writes=_json(_COMPACT, False), packs=_same, strips=_same),
    _mistake("the JSON text, its spaces and braces removed, was signed, not the map as Java prints it",
             writes=_json(_COMPACT, False)),
    _mistake("the pairs were joined with & as in a query", writes=_query),
)
# fmt: on


def misreading(case: Case, theirs: str) -> str | None:
    """The first mistake, or pair of mistakes, that leads to their signature."""
    return next((words for words, way in _ways() if way.sign(case) == theirs), None)


def _ways() -> Iterator[tuple[str, Way]]:
    """Every mistake alone, then every pair of mistakes in different stages."""
    for mistake in MISTAKES:
        yield mistake.words, replace(Way(), **mistake.instead)
    for one, other in combinations(MISTAKES, 2):
        if one.instead.keys().isdisjoint(other.instead):
            yield f"{one.words}, and {other.words}", replace(Way(), **one.instead, **other.instead)
