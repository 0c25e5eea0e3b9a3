"""What a client may send, as a table: the bytes, the rule, and how they are read.

Rule: a row names the section of RFC 9112 that it is about, or of 9110. ``known`` is what a public list of
cases for HTTP/1.1 servers (Http11Probe) calls it, so that one can be held against the other. What is read
is told as by ``tests.server.reading``: a status is a refusal, after which nothing is read any more.
"""

from __future__ import annotations

from dataclasses import dataclass

GOOD = b"GET /good HTTP/1.1\r\nHost: a\r\n\r\n"
_LF = b"\r\n"


@dataclass(frozen=True)
class Case:
    """One row."""

    name: str
    rule: str
    known: str
    sent: bytes
    read: tuple[str | int, ...]

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    @property
    def goes_on(self) -> bool:
        """Whether the connection is good for more."""
        return not self.read or not (isinstance(self.read[-1], int) or self.read[-1].endswith(" close"))


def _line(line: bytes, *fields: bytes) -> bytes:
    return _LF.join((line, b"Host: a", *fields, b"", b""))


def _get(*fields: bytes) -> bytes:
    return _line(b"GET / HTTP/1.1", *fields)


def _post(*fields: bytes, body: bytes = b"abc") -> bytes:
    return _line(b"POST / HTTP/1.1", *fields) + body


def _chunks(body: bytes) -> bytes:
    return _post(b"Transfer-Encoding: chunked", body=body)


def _coded(value: bytes, *fields: bytes) -> bytes:
    return _post(b"Transfer-Encoding:" + value, *fields, body=b"0\r\n\r\n")


def _sized(value: bytes, body: bytes = b"abc") -> bytes:
    return _post(b"Content-Length:" + value, body=body)


_WAITS = (b"Expect: 100-Continue", b"Content-Length: 3")
_OFFER = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AA")
_CHUNKED = b"Transfer-Encoding: chunked"
_END = b"\r\nabc\r\n0\r\n\r\n"
# fmt: off
_ROWS: tuple[tuple[str, str, str, bytes, str | int | tuple[str | int, ...]], ...] = (
    # Lines
    ("as it should be", "2.1", "COMP-BASELINE", _get(), "GET /"),
    ("LF alone after the request line", "2.2", "RFC9112-2.2-BARE-LF-REQUEST-LINE",
     b"GET / HTTP/1.1\nHost: a\r\n\r\n", 400),
    ("LF alone after a field", "2.2", "RFC9112-2.2-BARE-LF-HEADER", _get(b"X: y\nZ: z"), 400),
    ("LF alone at the end", "2.2", "", b"GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
    ("CR alone as line end", "2.2", "RFC9112-3-CR-ONLY-LINE-ENDING", b"GET / HTTP/1.1\rHost: a\r\r", 400),
    ("CR in a value", "2.2", "SMUG-BARE-CR-HEADER-VALUE", _get(b"X: y\rZ: z"), 400),
    ("CR before CRLF", "2.2", "", b"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400),
    ("CR before a field", "2.2", "", b"GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n", 400),
    ("empty lines before", "2.2", "COMP-LEADING-CRLF", b"\r\n\r\n" + _get(), "GET /"),
    ("a blank line of blanks", "2.2", "MAL-WHITESPACE-ONLY-LINE", b"   \r\n\r\n", 501),
    ("blank before the first field", "2.2", "COMP-WHITESPACE-BEFORE-HEADERS",
     b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
    ("binary garbage", "2.2", "MAL-BINARY-GARBAGE", bytes(range(128, 256)), 501),
    ("a TLS handshake", "2.2", "", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 501),
    # Request line
    ("HTTP/0.9", "2.3", "RFC9112-2.3-HTTP09-REQUEST", b"GET /\r\n\r\n", 505),
    ("HTTP/0.9 with fields", "2.3", "", b"GET /\r\nHost: a\r\n\r\n", 505),
    ("HTTP/0.9 by name", "2.3", "", _line(b"GET / HTTP/0.9"), 505),
    ("HTTP/1.2", "2.3", "COMP-HTTP12-VERSION", _line(b"GET / HTTP/1.2"), 505),
    ("HTTP/2.0", "2.3", "", _line(b"GET / HTTP/2.0"), 505),
    ("HTTP/9.9", "2.3", "RFC9112-2.3-INVALID-VERSION", _line(b"GET / HTTP/9.9"), 505),
    ("HTTP/1.10", "2.3", "", _line(b"GET / HTTP/1.10"), 400),
    ("HTTP/01.1", "2.3", "COMP-VERSION-LEADING-ZEROS", _line(b"GET / HTTP/01.1"), 400),
    ("HTTP/1", "2.3", "COMP-VERSION-MISSING-MINOR", _line(b"GET / HTTP/1"), 400),
    ("HTTP/ 1.1", "2.3", "COMP-VERSION-WHITESPACE", _line(b"GET / HTTP/ 1.1"), 400),
    ("http/1.1", "2.3", "COMP-VERSION-CASE", _line(b"GET / http/1.1"), 400),
    ("another protocol", "2.3", "", _line(b"GET / HTPP/1.1"), 400),
    ("HTTP/2's preface", "9113 3.4", "", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("no version but a blank", "3", "", b"GET / \r\n\r\n", 400),
    ("blank after the version", "3", "", _line(b"GET / HTTP/1.1 "), 400),
    ("tab for a blank", "3", "COMP-REQUEST-LINE-TAB", _line(b"GET\t/ HTTP/1.1"), 501),
    ("blanks between", "3", "RFC9112-3-MULTI-SP-REQUEST-LINE", _line(b"GET  /  HTTP/1.1"), "GET /"),  # MAY
    ("blank in the target", "3.2", "COMP-SPACE-IN-TARGET", _line(b"GET /a b HTTP/1.1"), 400),
    ("unknown method", "3.1", "COMP-UNKNOWN-METHOD", _line(b"FOO / HTTP/1.1"), 501),
    ("method in lower case", "3.1", "COMP-METHOD-CASE", _line(b"get / HTTP/1.1"), 501),
    ("a very long method", "3.1", "MAL-LONG-METHOD", _line(b"G" * 9_000 + b" / HTTP/1.1"), 501),
    ("no target", "3.2", "RFC9112-3-MISSING-TARGET", _line(b"GET HTTP/1.1"), 400),
    ("target without a slash", "3.2", "", _line(b"GET x/y HTTP/1.1"), 400),
    ("authority as a target", "3.2.3", "", _line(b"GET a:80 HTTP/1.1"), 400),
    ("a fragment", "3.2.1", "RFC9112-3.2-FRAGMENT-IN-TARGET", _line(b"GET /a#b HTTP/1.1"), 400),
    ("NUL in the target", "3.2", "MAL-NUL-IN-URL", _line(b"GET /\0 HTTP/1.1"), 400),
    ("control character in the target", "3.2", "", _line(b"GET /\x01 HTTP/1.1"), 400),
    ("UTF-8 in the target", "3.2", "MAL-NON-ASCII-URL", _line(b"GET /\xc3\xa9 HTTP/1.1"), 400),
    ("odd percent signs", "3.2", "", _line(b"GET /%zz%2?%00 HTTP/1.1"), "GET /%zz%2?%00"),
    ("a long target", "3", "COMP-LONG-URL-OK",
     _line(b"GET /" + b"a" * 8_000 + b" HTTP/1.1"), "GET /" + "a" * 8_000),
    ("absolute form", "3.2.2", "COMP-ABSOLUTE-FORM", _line(b"GET http://a/b?c HTTP/1.1"), "GET http://a/b?c"),
    ("absolute form of nobody", "9110 4.2.1", "", _line(b"GET http:///b HTTP/1.1"), 400),
    ("absolute form with a user", "9110 4.2.4", "", _line(b"GET http://u:p@a/ HTTP/1.1"), 400),
    ("absolute form, bad host", "3.2.2", "", _line(b"GET http://[::1/b HTTP/1.1"), 400),
    ("asterisk", "3.2.4", "COMP-OPTIONS-STAR", _line(b"OPTIONS * HTTP/1.1"), "OPTIONS *"),
    ("asterisk with GET", "3.2.4", "COMP-ASTERISK-WITH-GET", _line(b"GET * HTTP/1.1"), 400),
    ("asterisk and more", "3.2.4", "", _line(b"OPTIONS *x HTTP/1.1"), 400),
    ("CONNECT", "3.2.3", "COMP-METHOD-CONNECT",
     _line(b"CONNECT a:443 HTTP/1.1") + b"\x16\x03", "CONNECT a:443 close"),
    # Host
    ("no Host", "3.2", "RFC9112-7.1-MISSING-HOST", b"GET / HTTP/1.1\r\n\r\n", 400),
    ("two Hosts", "3.2", "RFC9110-5.4-DUPLICATE-HOST", _get(b"Host: b"), 400),
    ("the same Host twice", "3.2", "COMP-DUPLICATE-HOST-SAME", _get(b"Host: a"), 400),
    ("an empty Host", "9110 7.2", "COMP-HOST-EMPTY-VALUE", b"GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET /"),
    ("two hosts in one", "3.2", "SMUG-MULTIPLE-HOST-COMMA", b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400),
    ("a Host with a path", "3.2", "COMP-HOST-WITH-PATH", b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
    ("a Host with a user", "3.2", "COMP-HOST-WITH-USERINFO", b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
    ("a Host with a bad port", "3.2", "", b"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400),
    ("an IPv6 Host", "3.2", "", b"GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET /"),
    ("another Host than the target's", "3.2.2", "SMUG-ABSOLUTE-URI-HOST-MISMATCH",
     _line(b"GET http://b/ HTTP/1.1"), "GET http://b/"),
    ("HTTP/1.0 without a Host", "3.2", "COMP-HTTP10-NO-HOST", b"GET / HTTP/1.0\r\n\r\n", "GET / close"),
    ("HTTP/1.0 with two Hosts", "3.2", "", _line(b"GET / HTTP/1.0", b"Host: b"), 400),
    # Fields
    ("no colon", "5", "RFC9112-5-HEADER-NO-COLON", _get(b"Xy"), 400),
    ("no name", "5", "RFC9112-5-EMPTY-HEADER-NAME", _get(b": y"), 400),
    ("blank before the colon", "5.1", "RFC9110-5.6.2-SP-BEFORE-COLON", _get(b"X : y"), 400),
    ("a name that is none", "5", "RFC9112-5-INVALID-HEADER-NAME", _get(b"X[]: y"), 400),
    ("UTF-8 in a name", "5", "MAL-NON-ASCII-HEADER-NAME", _get(b"X\xc3\xab: y"), 400),
    ("NUL in a name", "5", "", _get(b"X\0: y"), 400),
    ("NUL in a value", "9110 5.5", "", _get(b"X: \0"), 400),
    ("control characters in a value", "9110 5.5", "MAL-CONTROL-CHARS-HEADER", _get(b"X: \x07\x08\x0b"), 400),
    ("DEL in a value", "9110 5.5", "", _get(b"X: \x7f"), 400),
    ("letters of Latin-1 in a value", "9110 5.5", "", _get(b"X: \xe9"), "GET /"),
    ("a tab before a value", "5", "", b"GET / HTTP/1.1\r\nhoSt:\ta\r\nempty:\r\nblank: \r\n\r\n", "GET /"),
    ("obs-fold", "5.2", "RFC9112-5.1-OBS-FOLD", _get(b"X: y\r\n z"), 400),
    ("obs-fold by a tab", "5.2", "", _get(b"X: y\r\n\tz"), 400),
    ("obs-fold of nothing", "5.2", "", _get(b"X:\r\n z"), 400),
    # Content-Length
    ("a body", "6.2", "COMP-POST-CL-BODY", _sized(b" 3"), "POST / abc"),
    ("a body of nothing", "6.2", "COMP-POST-CL-ZERO", _sized(b" 0", b""), "POST /"),
    ("no length", "6.3", "COMP-POST-NO-CL-NO-TE", _post(body=b""), "POST /"),
    ("GET with a body", "9110 9.3.1", "COMP-GET-WITH-CL-BODY",
     _get(b"Content-Length: 3") + b"abc", "GET / abc"),
    ("HEAD with a body", "9110 9.3.2", "SMUG-HEAD-CL-BODY",
     _line(b"HEAD / HTTP/1.1", b"Content-Length: 3") + b"abc", "HEAD / abc"),
    ("OPTIONS with a body", "9110 9.3.7", "SMUG-OPTIONS-CL-BODY",
     _line(b"OPTIONS / HTTP/1.1", b"Content-Length: 3") + b"abc", "OPTIONS / abc"),
    ("a length of letters", "6.2", "RFC9112-6.1-CL-NON-NUMERIC", _sized(b" abc"), 400),
    ("a plus sign", "6.2", "RFC9112-6.1-CL-PLUS-SIGN", _sized(b" +3"), 400),
    ("a minus sign", "6.2", "SMUG-CL-NEGATIVE", _sized(b" -3"), 400),
    ("minus nothing", "6.2", "SMUG-CL-NEGATIVE-ZERO", _sized(b" -0"), 400),
    ("a length in hexadecimal", "6.2", "SMUG-CL-HEX-PREFIX", _sized(b" 0x3"), 400),
    ("an octal length", "6.2", "SMUG-CL-OCTAL", _sized(b" 0o3"), 400),
    ("an underscore in a length", "6.2", "SMUG-CL-UNDERSCORE", _sized(b" 0_3"), 400),
    ("a blank in a length", "6.2", "SMUG-CL-INTERNAL-SPACE", _sized(b" 0 3"), 400),
    ("digits from afar", "6.2", "", _sized(b" \xd9\xa3"), 400),
    ("leading zeros", "6.2", "SMUG-CL-LEADING-ZEROS", _sized(b" 003"), "POST / abc"),
    ("blanks around a length", "5", "SMUG-CL-TRAILING-SPACE", _sized(b"  3 "), "POST / abc"),
    ("an empty length", "6.2", "", _sized(b""), 400),
    ("a length in a fold", "5.2", "", _sized(b"\r\n 3"), 400),
    ("a list of one length", "6.3", "SMUG-CL-COMMA-SAME", _sized(b" 3, 3"), 400),
    ("a list of lengths", "6.3", "SMUG-CL-COMMA-DIFFERENT", _sized(b" 3, 4"), 400),
    ("two lengths", "6.3", "SMUG-DUPLICATE-CL", _post(b"Content-Length: 3", b"Content-Length: 4"), 400),
    ("one length twice", "6.3", "", _post(b"Content-Length: 3", b"Content-Length: 3"), 400),
    ("a length beyond 64 bits", "6.2", "MAL-CL-OVERFLOW", _sized(b" 99999999999999999999"), 400),
    ("a length beyond 63 bits", "9110 15.5.14", "",
     _sized(b" 9223372036854775808", b""), ("POST / too large close",)),
    # Transfer-Encoding
    ("chunked in capitals", "7", "SMUG-TE-CASE-MISMATCH", _coded(b" Chunked"), "POST /"),
    ("chunked and a blank", "5", "", _coded(b" chunked "), "POST /"),
    ("a tab before chunked", "5", "SMUG-TE-TAB-BEFORE-VALUE", _coded(b"\tchunked"), "POST /"),
    ("chunked and a length", "6.1", "SMUG-TECL-PIPELINE", _coded(b" chunked", b"Content-Length: 30"), 400),
    ("a length and chunked", "6.1", "SMUG-CL-TE-BOTH",
     _post(b"Content-Length: 3", b"Transfer-Encoding: chunked"), 400),
    ("chunked in HTTP/1.0", "6.1", "SMUG-TE-HTTP10",
     _line(b"POST / HTTP/1.0", b"Transfer-Encoding: chunked") + b"0\r\n\r\n", 400),
    ("xchunked", "6.1", "SMUG-TE-XCHUNKED", _coded(b" xchunked"), 501),
    ("an unknown coding", "6.1", "COMP-UNKNOWN-TE-501", _coded(b" gzip, chunked"), 501),
    ("identity", "6.1", "SMUG-TE-IDENTITY", _coded(b" identity"), 501),
    ("chunked with parameters", "7", "SMUG-CHUNKED-WITH-PARAMS", _coded(b" chunked;q=1"), 501),
    ("chunked in quotes", "7", "", _coded(b' "chunked"'), 501),
    ("a comma before chunked", "6.1", "SMUG-TE-LEADING-COMMA", _coded(b" , chunked"), 501),
    ("a comma after chunked", "6.1", "SMUG-TE-TRAILING-COMMA", _coded(b" chunked,"), 400),
    ("chunked that is not the last", "6.1", "SMUG-TE-NOT-FINAL-CHUNKED", _coded(b" chunked, gzip"), 400),
    ("chunked twice", "6.1", "SMUG-TE-DOUBLE-CHUNKED", _coded(b" chunked, chunked"), 400),
    ("chunked in two fields", "6.1", "", _coded(b" chunked", b"Transfer-Encoding: chunked"), 400),
    ("codings in two fields", "6.1", "SMUG-TE-DUPLICATE-HEADERS",
     _coded(b" chunked", b"Transfer-Encoding: identity"), 400),
    ("chunked hidden behind gzip", "6.1", "", _coded(b" gzip", b"Transfer-Encoding: chunked"), 501),
    ("an empty coding", "6.1", "SMUG-TE-EMPTY-VALUE", _coded(b""), 400),
    ("a coding in a fold", "5.2", "SMUG-TE-OBS-FOLD", _coded(b"\r\n chunked"), 400),
    ("VT before chunked", "5", "SMUG-TE-VTAB", _coded(b" \x0bchunked"), 400),
    ("FF before chunked", "5", "SMUG-TE-FORMFEED", _coded(b" \x0cchunked"), 400),
    ("NUL after chunked", "5", "SMUG-TE-NULL", _coded(b" chunked\0"), 400),
    ("a blank before the coding's colon", "5.1", "SMUG-TE-SP-BEFORE-COLON",
     _post(b"Transfer-Encoding : chunked"), 400),
    ("Transfer_Encoding", "5.1", "SMUG-TRANSFER_ENCODING",
     _post(b"Transfer_Encoding: chunked", b"Content-Length: 3"), "POST / abc"),
    # Chunks
    ("chunks", "7.1", "COMP-CHUNKED-MULTI", _chunks(b"1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"), "POST / abc"),
    ("no chunk", "7.1", "COMP-CHUNKED-EMPTY", _chunks(b"0\r\n\r\n"), "POST /"),
    ("a size in capitals", "7.1", "COMP-CHUNKED-HEX-UPPERCASE",
     _chunks(b"0A\r\n0123456789\r\n0\r\n\r\n"), "POST / 0123456789"),
    ("zeros before a size", "7.1", "", _chunks(b"00000000000000000003" + _END), "POST / abc"),
    ("zeros for the last", "7.1", "", _chunks(b"3\r\nabc\r\n000\r\n\r\n"), "POST / abc"),
    ("GET in chunks", "7.1", "", _get(b"Transfer-Encoding: chunked") + b"3" + _END, "GET / abc"),
    ("a negative size", "7.1", "SMUG-CHUNK-NEGATIVE", _chunks(b"-3" + _END), 400),
    ("a size with a plus sign", "7.1", "", _chunks(b"+3" + _END), 400),
    ("a size with 0x", "7.1", "SMUG-CHUNK-HEX-PREFIX", _chunks(b"0x3" + _END), 400),
    ("an underscore in a size", "7.1", "SMUG-CHUNK-UNDERSCORE", _chunks(b"0_3" + _END), 400),
    ("a blank before a size", "7.1", "SMUG-CHUNK-LEADING-SP", _chunks(b" 3" + _END), 400),
    ("a blank after a size", "7.1", "", _chunks(b"3 " + _END), 400),
    ("no size", "7.1", "", _chunks(_END), 400),
    ("a size beyond 64 bits", "7.1", "", _chunks(b"FFFFFFFFFFFFFFFFF" + _END), 400),
    ("an extension", "7.1.1", "COMP-CHUNKED-EXTENSION", _chunks(b'3;a;b=c;d="e;f"' + _END), "POST / abc"),
    ("a semicolon and nothing", "7.1.1", "SMUG-CHUNK-BARE-SEMICOLON", _chunks(b"3;" + _END), 400),
    ("LF in an extension", "7.1.1", "SMUG-CHUNK-EXT-LF", _chunks(b"3;a\nb" + _END), 400),
    ("CR in an extension", "7.1.1", "SMUG-CHUNK-EXT-CR", _chunks(b"3;a\rb" + _END), 400),
    ("CRLF in a quoted extension", "7.1.1", "", _chunks(b'3;a="\r\n"' + _END), 400),
    ("control characters in an extension", "7.1.1", "SMUG-CHUNK-EXT-CTRL", _chunks(b"3;a=\0" + _END), 400),
    ("LF after a size", "7.1", "SMUG-CHUNK-LF-TERM", _chunks(b"3\nabc\r\n0\r\n\r\n"), 400),
    ("CR after a size", "7.1", "SMUG-CHUNK-BARE-CR-TERM", _chunks(b"3\rabc\r\n0\r\n\r\n"), 400),
    ("LF after a chunk", "7.1", "", _chunks(b"3\r\nabc\n0\r\n\r\n"), 400),
    ("nothing after a chunk", "7.1", "SMUG-CHUNK-MISSING-TRAILING-CRLF", _chunks(b"3\r\nabc0\r\n\r\n"), 400),
    ("a chunk too long", "7.1", "SMUG-CHUNK-SPILL", _chunks(b"2" + _END), 400),
    ("a chunk too short", "7.1", "", _chunks(b"4" + _END), 400),
    # Trailers
    ("trailers", "7.1.2", "COMP-CHUNKED-TRAILER-VALID", _chunks(b"0\r\nX: y\r\nZ: z\r\n\r\n"), "POST /"),
    ("Host in the trailers", "9110 6.5.1", "SMUG-TRAILER-HOST", _chunks(b"0\r\nHost: b\r\n\r\n"), "POST /"),
    ("Authorization in the trailers", "9110 6.5.1", "SMUG-TRAILER-AUTH",
     _chunks(b"0\r\nAuthorization: b\r\n\r\n"), "POST /"),
    ("Content-Type in the trailers", "9110 6.5.1", "SMUG-TRAILER-CONTENT-TYPE",
     _chunks(b"0\r\nContent-Type: b\r\n\r\n"), "POST /"),
    ("a length in the trailers", "9110 6.5.1", "SMUG-TRAILER-CL",
     _chunks(b"0\r\nContent-Length: 5\r\n\r\n"), 400),
    ("a coding in the trailers", "9110 6.5.1", "SMUG-TRAILER-TE",
     _chunks(b"0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400),
    ("an upgrade in the trailers", "9110 6.5.1", "",
     _chunks(b"0\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"), "POST /"),
    ("LF after a trailer", "7.1.2", "SMUG-CHUNK-LF-TRAILER", _chunks(b"0\r\nX: y\n\r\n"), 400),
    ("a trailer that is none", "7.1.2", "", _chunks(b"0\r\nX y\r\n\r\n"), 400),
    ("a request for a trailer", "7.1.2", "", _chunks(b"0\r\n" + GOOD), 400),
    # Connections
    ("close", "9.6", "COMP-CONNECTION-CLOSE", _get(b"Connection: close"), "GET / close"),
    ("close in a list", "9.6", "", _get(b"Connection: keep-alive, Close"), "GET / close"),
    ("HTTP/1.0", "9.3", "COMP-HTTP10-DEFAULT-CLOSE", _line(b"GET / HTTP/1.0"), "GET / close"),
    ("HTTP/1.0 that stays", "9.3", "", _line(b"GET / HTTP/1.0", b"Connection: keep-alive"), "GET /"),
    ("an empty line between", "2.2", "", _get() + _LF, "GET /"),
    ("two requests at once", "9.3.2", "SMUG-PIPELINE-SAFE", _get() + _sized(b" 3"), ("GET /", "POST / abc")),
    # Expectations and upgrades
    ("a client that waits", "9110 10.1.1", "SMUG-EXPECT-100-CL",
     _post(*_WAITS), ("continue", "POST / abc")),
    ("a client that waits for no body", "9110 10.1.1", "",
     _post(b"Expect: 100-continue", b"Content-Length: 0", body=b""), "POST /"),
    ("HTTP/1.0 does not wait", "9110 10.1.1", "COMP-NO-1XX-HTTP10",
     _line(b"POST / HTTP/1.0", *_WAITS) + b"abc", "POST / abc close"),
    ("another expectation", "9110 10.1.1", "COMP-EXPECT-UNKNOWN",
     _post(b"Expect: 200-ok", b"Content-Length: 3"), 417),
    ("an offer of HTTP/2", "9110 7.8", "",
     _post(*_OFFER, b"Content-Length: 3"), "POST / abc"),
    ("an offer of HTTP/2 in chunks", "9110 7.8", "",
     _post(*_OFFER, _CHUNKED, body=b"3" + _END), "POST / abc"),
    ("an offer of HTTP/2, and close", "9110 7.8", "",
     _post(*_OFFER, b"Connection: close", b"Content-Length: 3"), "POST / abc close"),
    ("an offer of HTTP/2, bad chunks", "9110 7.8", "",
     _post(*_OFFER, _CHUNKED, body=b"3 " + _END), 400),
    ("two offers of HTTP/2", "9110 7.8", "",
     2 * _post(*_OFFER, b"Content-Length: 3"), ("POST / abc", "POST / abc")),
    ("an offer of WebSockets", "9110 7.8", "", _get(b"Connection: Upgrade", b"Upgrade: websocket"), "GET /"),
)
# fmt: on
CASES = tuple(
    Case(name, rule, known, sent, read if isinstance(read, tuple) else (read,))
    for name, rule, known, sent, read in _ROWS
)
