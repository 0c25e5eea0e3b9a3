"""Why a callback was not delivered, in plain words: no exception's name gets out that can be said better."""

from __future__ import annotations

import errno
import os
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError

from mockserver.callbacks.delivery import destination
from mockserver.callbacks.egress import EgressRefused
from mockserver.callbacks.sender.answer import NotHttp
from mockserver.callbacks.sender.connection import BrokeOff, NoAnswer

# fmt: off
_BY_NUMBER = {
    errno.ECONNREFUSED: "nobody listens at {place}: connection refused",
    errno.ECONNRESET:   "{place} reset the connection",
    errno.EPIPE:        "{place} closed the connection before the request was through",
    errno.EHOSTUNREACH: "there is no way to {place}",
    errno.ENETUNREACH:  "there is no way to {place}",
}
_BY_KIND: tuple[tuple[type[Exception], str], ...] = (  # strongest first
    (EgressRefused,            "{why}"),
    (gaierror,                 "the name of {place} cannot be resolved"),
    (SSLCertVerificationError, "the certificate of {place} is not trusted: {why}"),
    (SSLError,                 "no TLS connection to {place}: {why}"),
    (TimeoutError,             "no whole answer from {place} within {timeout:g} s"),
    (NoAnswer,                 "{place} closed the connection without an answer"),
    (BrokeOff,                 "the answer of {place} broke off"),
    (NotHttp,                  "the answer of {place} is not HTTP: {why}"),
    (OSError,                  "no connection to {place}: {why}"),
    (ValueError,               "the request cannot be sent: {why}"),
    (Exception,                "{kind}: {why}"),
)
# fmt: on


def words(why: Exception, url: str, timeout: float) -> str:
    """What went wrong with a request to a URL that had ``timeout`` seconds."""
    number = why.errno if isinstance(why, OSError) else None
    told = _BY_NUMBER.get(number or 0) or next(told for kind, told in _BY_KIND if isinstance(why, kind))
    place = destination(url).partition("//")[2]
    return told.format(place=place, timeout=timeout, kind=type(why).__name__, why=_reason(why))


def _reason(why: Exception) -> str:
    if isinstance(why, SSLCertVerificationError):
        return why.verify_message
    if isinstance(why, OSError) and not isinstance(why, SSLError) and why.errno:
        return os.strerror(why.errno)
    text = str(why).strip()
    return text.splitlines()[0] if text else type(why).__name__
