"""What a scenario file may say, as one table.

Rule: a key is a row here and nowhere else; the loader and the JSON Schema read the
same rows. What several values must agree on is in ``building``.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from mockserver.faults.delay import LONGEST
from mockserver.faults.status import MOST
from mockserver.faults.table import KINDS
from mockserver.scenario import answering, building, faulting, straying
from mockserver.scenario.datafile import DataFile
from mockserver.scenario.facts import Around
from mockserver.scenario.including import Include
from mockserver.scenario.leaves import (
    HEADER,
    LINE,
    METHOD,
    OPERATION,
    OUTCOME,
    PATH,
    REFUSAL,
    SERVED,
    STEP,
    Lasting,
    Locale,
    Portion,
    Records,
    Settings,
    Span,
    Together,
    header_name_problem,
    with_records,
)
from mockserver.scenario.model import ClockSpec, Generate
from mockserver.scenario.nodes import Kind
from mockserver.scenario.shapes import (
    Anything,
    Either,
    ListOf,
    Made,
    MapOf,
    Moment,
    Number,
    Shape,
    Text,
    Whole,
    Word,
)
from mockserver.scenario.tables import ByVendor, Key, Late, Table
from mockserver.scenario.templated import Templated
from mockserver.scenario.variables import VARIABLES
from mockserver.scenario.whentable import LONG, WHEN, Flag

SEED = Whole(0, 2**64 - 1)
_AMOUNT = Whole(0, 1_000_000_000)
_COUNT = Whole(1, 1_000_000_000)
_PACE = Number(0, 1_000_000)

# fmt: off
CLOCK_TABLE = Table((
    Key("kind",  Word(("real", "manual", "paced")),
        "real: the machine's own time; manual: the admin API moves it; paced: it runs faster", required=True),
    Key("pace",  _PACE,    "how many times as fast as real time a paced clock runs"),
    Key("start", Moment(), "what time it is at first, for a manual or a paced clock"),
), building.clock)
CLOCK = Either("real, manual, or a mapping such as {kind: paced, pace: 60}", {
    Kind.TEXT: Made(Word(("real", "manual")), ClockSpec),
    Kind.MAPPING: CLOCK_TABLE,
})

GENERATE_TABLE = Table((
    Key("count",    _AMOUNT,                "how many records", required=True),
    Key("from",     Moment(),               "when the first begins (2025-01-01)"),
    Key("to",       Moment(whole_day=True), "when the last begins; a day is included (2025-12-31)"),
    Key("first_id", Whole(0, 10**17),       "the id of the first; the others count up (100000)", 100_000),
), building.generate)
GENERATE = Either("a number of records, or a mapping such as {count: 1000}", {
    Kind.NUMBER: Made(_AMOUNT, Generate),
    Kind.MAPPING: GENERATE_TABLE,
})
RECORDS = Table((
    Key("given",    Records(),  "records in the vendor's own spelling", ()),
    Key("file",     DataFile(), "a JSON file beside this one: records, or {records: […], users: […]}"),
    Key("generate", GENERATE,   "records that are made, each when it is first looked at"),
), building.records, least_one=("given", "file", "generate"))

CALL = Table((
    Key("match",   straying.MATCH,        "which calls; absent: all", ("", "")),
    Key("vendor",  SERVED,                "whose calls; absent: every vendor's", ""),
    Key("steps",   ListOf(STEP, least=1), "what happens, step by step"),
    Key("outcome", OUTCOME,               "how the call ends, the steps being the vendor's"),
), building.courses, rivals=(("steps", "outcome"),), least_one=("steps", "outcome"))

HEADERS = MapOf(HEADER, header_name_problem)

RESPOND = Table((
    Key("error",        REFUSAL,          "a refusal of the vendor, by name"),
    Key("status",       Whole(200, MOST), "400 to 599, worded as the vendor words it; with a body any"),
    Key("headers",      Templated(HEADERS), "more headers", {}),
    Key("retry_after",  Lasting(LONG),    "a Retry-After header of so many seconds, e.g. 30s"),
    Key("message",      Templated(Text()), "instead of the refusal's own text"),
    Key("body",         Templated(Anything()), "the whole body: a text as it is, anything else as JSON"),
    Key("content_type", HEADER,           "the body's; absent: text/plain for a text, else application/json"),
), answering.respond, rivals=(("error", "body"), ("message", "body")), least_one=("error", "status", "body"),
   beside={"content_type": "body"})
LASTING = Lasting(LONGEST)
LOGNORMAL_TABLE = Table((
    Key("median", LASTING,       "half of the delays are shorter", required=True),
    Key("sigma",  Number(0, 10), "how much they differ, as in WireMock: 0.1 a little, 1 very much",
        required=True),
    Key("most",   LASTING,       "none is longer (1h)", LONGEST),
), faulting.lognormal)
DELAY_TABLE = Table((
    Key("fixed",     LASTING,         "always so long"),
    Key("uniform",   Span(LONGEST),   "drawn evenly between two times, e.g. 1s..3s"),
    Key("lognormal", LOGNORMAL_TABLE, "drawn with a long tail"),
), faulting.delay, rivals=(("fixed", "uniform", "lognormal"),), least_one=("fixed", "uniform", "lognormal"))
_DELAY_TEXT = Made(Span(LONGEST), faulting.drawn_between)
DELAY = Either("a time such as 2s or 1s..3s, or a mapping such as {lognormal: {median: 90ms, sigma: 0.4}}", {
    Kind.TEXT: _DELAY_TEXT, Kind.NUMBER: _DELAY_TEXT, Kind.MAPPING: DELAY_TABLE,
})
DRIBBLE = Table((
    Key("pieces", Whole(2, 1000), "how many pieces, as far as there are bytes", required=True),
    Key("over",   LASTING,        "the time from the first to the last", required=True),
), faulting.dribble)
FAULT_TABLE = Table((
    Key("delay",    DELAY,              "the answer begins so much later"),
    Key("dribble",  DRIBBLE,            "its body comes in pieces"),
    Key("truncate", Portion(),          "only so much of its body comes: bytes, or a share such as 40%"),
    Key("kind",     Word(tuple(KINDS)), "how the answer is lost"),
    Key("sent",     Portion(1),         "of the body, before the connection is reset: bytes, or a share"),
), faulting.faults, rivals=(("dribble", "truncate", "kind"),), beside={"sent": "kind"},
   least_one=("delay", "dribble", "truncate", "kind"))
FAULT = Either("the name of a fault, or a mapping such as {delay: 2s}", {
    Kind.TEXT: Made(Word(tuple(KINDS)), lambda kind: (KINDS[kind],)),
    Kind.MAPPING: FAULT_TABLE,
})
RULE = Table((
    Key("name",      LINE,      "what the journal calls it; absent: its place, e.g. rules[0]", ""),
    Key("vendor",    SERVED,    "whose requests; absent: every vendor's", ""),
    Key("operation", OPERATION, "requests of this operation", ""),
    Key("path",      PATH,      "requests to paths like this, e.g. /api/calls/*", ""),
    Key("method",    METHOD,    "requests with this method", ""),
    Key("when",      WHEN,      "what else must hold, all of it", building.ALWAYS),
    Key("respond",   RESPOND,   "the answer; absent: the vendor's own"),
    Key("fault",     FAULT,     "what happens to the answer on its way", ()),
    Key("sets",      MapOf(LINE), "the scenario states that it moves on, each with its new state", {}),
    Key("ttl",       Lasting(LONG), "how long it holds, since the sandbox began or since it was added"),
    Key("side",      Word(("before", "after")),
        "before: nothing happened; after: it happened, and the client is not told", "before"),
), building.rule, rivals=(("operation", "path"),), least_one=("respond", "fault", "sets"))


def _installed(around: Around) -> Collection[str]:
    return around.vendors


ANY_RULE = straying.OrOfCallbacks(RULE)  # wherever a rule is said that is in no list of its kind


@cache
def timeline_entry() -> Table:
    """One thing that happens by itself."""
    from mockserver.scenario import timetable  # brings the calling lists; few files have any of it

    return timetable.entry(ANY_RULE)


def _timeline() -> Shape:
    from mockserver.scenario.timetable import Timeline

    return Timeline(ListOf(timeline_entry()))


def _expect() -> Shape:
    from mockserver.scenario.expecting import EXPECT

    return ListOf(EXPECT)


INCLUDE = ListOf(Include())
SCENARIO = Table((
    Key("name",    LINE,                             "what it is called; absent: the name of its file"),
    Key("about",   LINE,                             "what it is for", ""),
    Key("include", INCLUDE, "other scenario files in the folder of this one, or below: joined to it", ()),
    Key("variables", VARIABLES, "what ${name} stands for in any value; --set is stronger", {}),
    Key("seed",    SEED,                             "the same seed gives the same world", 1),
    Key("locale",  Locale(),                         "where the made-up people live", "en_US"),
    Key("clock",   CLOCK,                            "what time it is (real)", ClockSpec()),
    Key("vendors", ByVendor(Settings(), _installed), "which are served, each with its settings; absent: all"),
    Key("records", ByVendor(RECORDS, with_records),  "the records that vendors begin with", {}),
    Key("calls",   ListOf(CALL), "how calls play out; the first that matches, before the vendor's own", ()),
    Key("together", Together(), "vendors that share their calls: a call of one of them is a call of all", ()),
    Key("rules",   ListOf(RULE), "answers instead of the vendor's own; the first that fits", ()),
    Key("magic",   Flag(), "whether requests may ask for faults: X-Mock-Fault, X-Mock-Callback-Fault", False),
    Key("timeline", Late(_timeline), "what happens by itself, each at its time", ()),
    Key("expect", Late(_expect), "what the client under test has to do; verify and replay judge it", ()),
    Key("callbacks", ListOf(straying.CALLBACK), "callbacks that go wrong; the first that fits strikes", ()),
), building.scenario)
# fmt: on
