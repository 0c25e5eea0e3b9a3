"""What a file's ``timeline`` may say, as tables; what it means is in ``planned``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.script import CannotPlay
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.scenario.building import impossible, spot_of
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.leaves import (
    HEADER,
    LINE,
    OUTCOME,
    SERVED,
    STEP,
    Lasting,
    header_name_problem,
)
from mockserver.scenario.mistakes import Wrong, listed, nearest, one_of
from mockserver.scenario.nodes import Node, mistake
from mockserver.scenario.planned import (
    CallPlaced,
    CampaignTold,
    Planned,
    RuleBegun,
    RuleDropped,
    StatesSet,
    TargetAsked,
)
from mockserver.scenario.shapes import (
    Anything,
    JsonSchema,
    ListOf,
    Made,
    MapOf,
    Shape,
    Text,
    Word,
    gathered,
    wrong,
)
from mockserver.scenario.tables import Found, Key, Table
from mockserver.scenario.templated import Templated, at_a_moment
from mockserver.scenario.variables import TARGET

LONGEST: Millis = 366 * 86_400_000
_FACTS = ("agent", "data", "caller_shown", "called_shown", "report_to")
DOINGS = ("call", "order", "state", "rule", "end_rule", "request")
_TYPES = {True: "application/json", False: "text/plain; charset=utf-8"}  # of a body: whether it is JSON
_LINE = Templated(LINE, at_a_moment)
_HEADERS = Templated(MapOf(HEADER, header_name_problem), at_a_moment)
_BEGINS = Text("a path that begins with /", lambda text: "" if text[:1] == "/" else "it begins otherwise")
_PATH = Templated(_BEGINS, at_a_moment)
_JSON, _TEXT = Templated(Anything(), at_a_moment), Templated(Text(), at_a_moment)


def _call(found: Found, around: Around) -> CallPlaced:
    vendor = found["vendor"] or _only_vendor(found, around)
    facts = tuple((name, found[name]) for name in _FACTS if found.has(name))
    return CallPlaced(vendor, found["caller"], found["called"], _script(found, around.of(vendor)), facts)


def _only_vendor(found: Found, around: Around) -> str:
    if len(around.served) == 1:
        return around.served[0]
    raise Wrong(mistake(around.file, found.node.place, "no 'vendor'", f"'vendor': {one_of(around.served)}"))


def _script(found: Found, around: Around) -> Any:
    steps = found["steps"] or ((found["outcome"],) if found["outcome"] else ())
    try:
        return around.facts.playing.course(steps).script if steps else None
    except CannotPlay as why:
        raise impossible(found, around, steps, why) from None


def _order(found: Found, around: Around) -> CampaignTold:
    vendor = found["vendor"] or _only_vendor(found, around)
    return CampaignTold(vendor, found["campaign"], found["order"])


def _request(found: Found, around: Around) -> TargetAsked:
    is_json = found.has("json")
    if is_json:
        _check_json(found, around)
    body, headers = found["json"] if is_json else found["text"], found["headers"]
    if (is_json or body) and "content-type" not in {name.lower() for name in headers}:
        headers = {"Content-Type": _TYPES[is_json], **headers}
    url = _origin(found, around) + found["path"]
    return TargetAsked(found["method"], url, tuple(headers.items()), body, is_json)


def _check_json(found: Found, around: Around) -> None:
    try:
        json.dumps(found["json"], allow_nan=False)
    except ValueError:
        raise found.wrong(around, ("json",), "a value that JSON can say: no .nan, no .inf") from None


def _origin(found: Found, around: Around) -> str:
    """Where the application under test listens: a variable says it, so that replay can."""
    target = around.variables.get(TARGET)
    if target is None:
        said = f"variables: {{{TARGET}: http://…}}, or --set {TARGET}=http://…"
        raise Wrong(mistake(around.file, found.node.place, f"no variable {TARGET!r}", said))
    try:
        place = urlsplit(target)
        is_fine = place.scheme in ("http", "https") and place.hostname and (place.port or 1)
    except ValueError:
        is_fine = None
    if not is_fine:
        said = f"a variable {TARGET!r} such as http://127.0.0.1:9000"
        raise Wrong(mistake(around.file, found.node.place, f"{TARGET}={target!r}", said))
    return target.rstrip("/")


def _entry(found: Found, around: Around) -> Planned:
    does = next(found[name] for name in DOINGS if found.has(name))
    return Planned(found["at"], does, spot_of(found.node, around))


_ORDER_WORD = Word(tuple(Order))
_METHOD = Word(("GET", "POST", "PUT", "PATCH", "DELETE"))  # not HEAD: callbacks read whole answers
# fmt: off
CALL = Table((
    Key("vendor",       SERVED,                "whose call; absent: the only vendor's", ""),
    Key("caller",       _LINE,                 "the number that calls", required=True),
    Key("called",       _LINE,                 "the number that is called", required=True),
    Key("steps",        ListOf(STEP, least=1), "what happens, step by step; absent: as its numbers say", ()),
    Key("outcome",      OUTCOME,               "instead of steps: how the call ends", ""),
    Key("agent",        _LINE,                 "the agent's id"),
    Key("data",         _LINE,                 "the application's own data, given back in callbacks"),
    Key("caller_shown", _LINE,                 "the number that the caller sees"),
    Key("called_shown", _LINE,                 "the number that the called party sees"),
    Key("report_to",    _LINE,                 "where the vendor's callbacks go"),
), _call, rivals=(("steps", "outcome"),))
ORDER = Table((
    Key("vendor",   SERVED,      "whose campaign; absent: the only vendor's", ""),
    Key("campaign", LINE,        "the name of the campaign", required=True),
    Key("order",    _ORDER_WORD, "load, start, stop or unload", required=True),
), _order)
REQUEST = Table((
    Key("method",  _METHOD,    "its method", "POST"),
    Key("path",    _PATH,      "its path; the variable target comes before it", required=True),
    Key("headers", _HEADERS,   "its headers", {}),
    Key("json",    _JSON,      "its body, as JSON"),
    Key("text",    _TEXT,      "its body, as it is"),
), _request, rivals=(("json", "text"),))
# fmt: on


def entry(rule: Shape) -> Table:
    """The table of a row of ``timeline``, in which a rule has this shape."""
    # fmt: off
    return Table((
        Key("at",       Lasting(LONGEST),               "when, since the sandbox began, on its clock",
            required=True),
        Key("call",     CALL,                           "a call is placed"),
        Key("order",    ORDER,                          "a campaign is told to load, start, stop or unload"),
        Key("state",    Made(MapOf(_LINE), _states),    "scenario states that are set, each with its state"),
        Key("rule",     Made(rule, RuleBegun),          "a rule that stands before all others from now on"),
        Key("end_rule", Made(LINE, RuleDropped),        "a rule that ends: the name of one that began above"),
        Key("request",  REQUEST,                        "a request to the application under test"),
    ), _entry, rivals=(DOINGS,), least_one=DOINGS)
    # fmt: on


@frozen
class Timeline:
    """The rows of ``timeline``; a rule can only end that another row has begun."""

    rows: ListOf

    def read(self, node: Node, around: Around) -> tuple[Planned, ...]:
        """What is planned."""
        rows: tuple[Planned, ...] = self.rows.read(node, around)
        planned = tuple(_named(number, row) for number, row in enumerate(rows))
        rules = [(row.at, row.does.rule.name) for row in planned if isinstance(row.does, RuleBegun)]
        begun = {name: at for at, name in sorted(rules, reverse=True)}  # of each name the first moment
        gathered(lambda pair: _check_end(*pair, begun, around), zip(planned, node.value, strict=True))
        return planned

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An array."""
        return self.rows.schema(vendors)


def _named(number: int, row: Planned) -> Planned:
    """A rule without a name is called by its place."""
    if not isinstance(row.does, RuleBegun) or row.does.rule.name:
        return row
    return replaced(row, does=RuleBegun(replaced(row.does.rule, name=f"timeline[{number}]")))


def _check_end(row: Planned, node: Node, begun: Mapping[str, Millis], around: Around) -> None:
    if not isinstance(row.does, RuleDropped):
        return
    name = row.does.name
    if name not in begun:
        expected = f"the name of a rule of the timeline: {listed(begun)}"
        raise wrong(node.value["end_rule"], around, expected, nearest(name, begun))
    if row.at < begun[name]:
        raise wrong(node.value["at"], around, f"a time after {name!r} begins, {begun[name]} ms")


def _states(states: dict[str, str]) -> StatesSet:
    return StatesSet(tuple(states.items()))
