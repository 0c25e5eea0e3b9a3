"""Shapes and samples for the tests of the typed formats: HostedSuite's, as recorded."""

from typing import Any

from hypothesis import strategies as st

from mockserver.formats.base import Kind, ListOf, Member, Shape

S, D = Kind.STRING, Kind.DOUBLE


def shape(name: str, *members: Any) -> Shape:
    pairs = ((m, S) if isinstance(m, str) else m for m in members)
    return Shape(name, tuple(Member(n, t) for n, t in pairs))


REQUEST = shape("UpdateCallRecordRequest", "CustomerName", "Password", "UserName", "Id", "Notes")
STEP = shape("CallRecordInteractionInfo", "StartTime", "Type", "Description")
RECORD = shape(
    "CallRecordInfo",
    *("Id", "ClientId", "CallerName", "Notes", ("DurationInSeconds", D), ("RingTimeInSeconds", D)),
    *(("HoldCount", Kind.INT), ("Interactions", ListOf(STEP)), ("CompletedFormIds", ListOf(S))),
    *(("Flagged", Kind.BOOL), "FlagNotes"),
)
PROBLEM = shape("ResponseError", "ErrorCode", "FieldName", "Message")
STATUS = shape("ResponseStatus", "ErrorCode", "Message", ("Errors", ListOf(PROBLEM)))
ERROR = shape("ErrorResponse", ("ResponseStatus", STATUS))
TYPED = shape(
    "Typed",
    *("Text", ("Int", Kind.INT), ("Double", D), ("Decimal", Kind.DECIMAL), ("Bool", Kind.BOOL)),
    *(("Date", Kind.DATETIME), ("Texts", ListOf(S)), ("Ints", ListOf(Kind.INT)), ("Sub", STEP)),
    *(("Subs", ListOf(STEP)), ("Any", Kind.ANY)),
)

FULL = {
    "Id": "full", "ClientId": None, "CallerName": 'A <b> & "q" 中é /', "Notes": "full notes",
    "DurationInSeconds": 12.5, "RingTimeInSeconds": 3, "HoldCount": 2,
    "Interactions": [{"StartTime": "2024-05-01T10:00:01", "Type": "Answer", "Description": "answered"}],
    "CompletedFormIds": ["f1", "f2"], "Flagged": True, "FlagNotes": "look, here",
}  # fmt: skip
HOLES = {
    "Id": "nulls", "DurationInSeconds": 0, "RingTimeInSeconds": 0, "HoldCount": 0,
    "Interactions": [{"StartTime": None}, {"StartTime": "s", "Description": "d"}, None, {"Type": ""}],
    "CompletedFormIds": ["x", None, "", "null"], "Flagged": False,
}  # fmt: skip

# Control characters and half pairs are tested by themselves.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
doubles = st.floats(allow_nan=False, allow_infinity=False).map(lambda x: float(f"{x:.14e}")).filter(
    lambda x: abs(x) < 1e308
)  # fmt: skip
steps = st.fixed_dictionaries({"StartTime": texts, "Type": texts, "Description": texts})
records = st.fixed_dictionaries(
    {"Id": texts, "Notes": texts, "DurationInSeconds": doubles, "RingTimeInSeconds": doubles,
     "HoldCount": st.integers(-(2**31), 2**31 - 1), "Flagged": st.booleans(),
     "Interactions": st.lists(steps), "CompletedFormIds": st.lists(texts)}
)  # fmt: skip
# Bytes that come near a format, beside plain noise.
_PIECES = ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\u0041', 'Text', '"Int"', 'Subs', '"Texts"', '1',
           'null', ' ', '\r\n', '=', '&', '%41', '%u0041', '+', '{"Text":"1"']  # fmt: skip
near_misses = st.lists(st.sampled_from(_PIECES)).map(lambda pieces: "".join(pieces).encode())
bodies = st.one_of(st.binary(), near_misses, near_misses.map(lambda body: b"{" + body))
types = st.sampled_from([TYPED, ListOf(TYPED), ListOf(S), Kind.ANY, Kind.INT])
