"""What comes back: read from bytes as they arrive, with a bound on everything."""

from __future__ import annotations

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from mockserver.callbacks.delivery import LONGEST_ANSWER, Attempt, Headers

LONGEST_HEAD = 64 * 1024  # bytes, interim answers included
_ANSWERED = "answered"
_SHORT = 1024  # bytes of an answer that is known again
MOST_READ = 1024 * 1024  # bytes of one answer, however it is cut into chunks


class NotHttp(Exception):
    """What came is no answer; the text says why."""


class Answer:
    """What has come of one answer so far."""

    __slots__ = ("_longest", "_pieces", "_size", "has_body", "headers", "keeps_open", "status")

    def __init__(self, longest: int = LONGEST_ANSWER, *, has_body: bool = True) -> None:
        self._longest = longest  # bytes of its body that are kept
        self.has_body = has_body  # False: it answers a HEAD, and ends with its head
        self.status: int | None = None  # once its head is there
        self.headers: Headers = ()
        self.keeps_open = False  # whether another may follow on the connection
        self._pieces: list[bytes] = []
        self._size = 0

    def forget(self) -> None:
        """Let it be as if nothing had come."""
        self.status, self.headers, self.keeps_open = None, (), False
        self._pieces.clear()

    def repeat(self, other: Answer) -> None:
        """Let it be the same as another that is whole."""
        self.status, self.headers, self.keeps_open = other.status, other.headers, other.keeps_open
        self._pieces = other._pieces

    def add(self, piece: bytes) -> bool:
        """More of the body; True once there is as much as is kept."""
        self._pieces.append(piece)
        self._size += len(piece)
        return self._size >= self._longest

    @property
    def most_read(self) -> int:
        """Bytes, after which no more of it is read."""
        return max(MOST_READ, 2 * self._longest)

    @property
    def body(self) -> bytes:
        """The body, or its beginning."""
        return b"".join(self._pieces)[: self._longest]

    @property
    def error(self) -> str:
        """Why it is no success whatever the vendor thinks; empty if it may be one."""
        if self.status is None or 200 <= self.status < 300:
            return ""
        return f"{_ANSWERED} {self.status}" + (", not followed" if 300 <= self.status < 400 else "")


def broke_off(attempt: Attempt) -> bool:
    """Whether an answer began, in an attempt as the sender gives it, and not all of it came."""
    whole = f"{_ANSWERED} {attempt.status}"
    return attempt.status is not None and bool(attempt.error) and not attempt.error.startswith(whole)


class AnswerReader:
    """Reads the answers of one connection, one after the other.

    An application answers with the same few bytes all day: a short answer that came whole, in one piece,
    after which another may follow, is known when it comes again, and is not read again.
    """

    __slots__ = ("_answer", "_enough", "_framed", "_headers", "_known", "_parser", "_read", "_same", "_whole")

    def __init__(self) -> None:
        self._known, self._same = b"", Answer()  # the answer that is known: its bytes, and what they say
        self._parser = HttpResponseParser(self)
        # As other clients do: what is slightly wrong but plain is read.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        self.expect(Answer())

    def expect(self, answer: Answer) -> None:
        """Read the next answer into this one."""
        self._answer = answer
        self._headers: list[tuple[str, str]] = []
        self._framed = False  # its end is told by a length or by chunks, not by the end of the connection
        self._whole = self._enough = False
        self._read = 0

    def feed(self, data: bytes) -> bool:
        """Take in what came; True once the answer is whole, or as much of it is there as is kept.

        Raises:
            NotHttp: it is none; nothing of it is kept.
        """
        if data == self._known and not self._read and self._answer.has_body:
            self._answer.repeat(self._same)
            self._read, self._whole = len(data), True
            return True
        self._read += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._answer.keeps_open = False
            self._whole = True
        except HttpParserError as why:
            if not self._whole:  # what comes after the end is nobody's
                self._answer.forget()
                raise NotHttp(_words(why)) from why
            self._answer.keeps_open = False
        if self._whole and self._answer.keeps_open and self._read == len(data) <= _SHORT:
            self._known, self._same = data, self._answer
        return self._whole or self._is_enough()

    def _is_enough(self) -> bool:
        if self._answer.status is None and self._read > LONGEST_HEAD:
            raise NotHttp(f"its head has more than {LONGEST_HEAD} bytes")
        self._answer.keeps_open = self._answer.keeps_open and not self._enough
        return self._enough or self._read > self._answer.most_read

    def finish(self) -> bool:
        """The connection has ended; whether that makes the answer whole."""
        return self._answer.status is not None and not self._framed

    # What the parser calls

    def on_message_begin(self) -> None:
        if self._whole:  # nobody asked for it
            self._answer.keeps_open = False

    def on_header(self, name: bytes, value: bytes) -> None:
        value = value.rstrip(b" \t")
        try:
            self._headers.append((name.decode(), value.decode()))
        except UnicodeDecodeError:  # most write UTF-8; what is none is read as Latin-1, which anything is
            self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        status: int = self._parser.get_status_code()
        if self._whole or (status < 200 and status != 101):
            self._headers = []
            return
        answer, names = self._answer, {name.lower(): value for name, value in self._headers}
        answer.status, answer.headers = status, tuple(self._headers)
        answer.keeps_open = self._parser.should_keep_alive()
        coding = names.get("transfer-encoding", "").rpartition(",")[2]
        self._framed = "content-length" in names or coding.strip().lower() == "chunked"
        if not answer.has_body:  # the parser waits for one, so it is of no use for another answer
            self._whole, answer.keeps_open = True, False

    def on_body(self, piece: bytes) -> None:
        if not self._enough and not self._whole:
            self._enough = self._answer.add(piece)

    def on_message_complete(self) -> None:
        self._whole = self._whole or self._answer.status is not None


def _words(why: HttpParserError) -> str:
    return str(why).strip() or type(why).__name__
