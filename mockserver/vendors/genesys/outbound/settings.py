"""What a scenario may say of the outbound API: campaigns, calling lists with their records, switches.

Rule: these are settings of the vendor like any other. A campaign names its lists; a list has records
that are given, and then made-up ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, ValidationError, fields, validate, validates_schema

from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import ROOM, CampaignState
from mockserver.callcentre.lists.zones import DAY, is_zone
from mockserver.clock import LATEST
from mockserver.vendors.genesys.outbound.tables import CAMPAIGN_STATES, KINDS, PHONE_TYPES, RESULTS
from mockserver.wire import Wire

MOST_GENERATED = 10_000_000
MOST_HANDLE = 10**9
DEMO_CAMPAIGN: dict[str, Any] = {"name": "Campaign1", "application": 134}
# The first record is the one that the documentation's CompleteRecord completes: mock-agent holds it by
# handle 12, after a call that was answered, so that the sample can be sent as it is printed.
DEMO_LIST: dict[str, Any] = {
    "name": "CallingList1",
    "records": [
        {"phone": "647001", "held": {"user": "mock-agent", "handle": 12, "campaign": "Campaign1"},
         "result": "Answer", "attempts": 1},
        {"phone": "647000", "time_zone": "PST", "others": {"custom1": "something", "custom2": 0}},
    ],
    "generate": 98,
}  # fmt: skip

# fmt: off
OUTBOUND_ASSUMPTIONS: Mapping[str, str] = {  # switch -> what it decides
    "outbound_errors":      "where OCS's own refusals are told: async (over CometD, after a 0) or sync",
    "outbound_error_event": "the notificationType of such a refusal over CometD",
    "outbound_internal":    "what has a second message on /me/internal: records, all or none",
    "outbound_application": "whether applicationId has to be the campaign's: checked or any",
    "outbound_session":     "whether records are given to those only who have started a preview session",
    "outbound_owner":       "who may use a handle: its agent at its device (device) or at any (user)",
    "outbound_complete_phone": "CompleteRecord's phoneNumber: updated, checked or ignored",
    "outbound_dnc_closes":  "whether DoNotCallRecord by handle completes the record, too",
    "outbound_end_rejects": "whether EndPreviewSession rejects what the agent is previewing",
    "ack_delay_ms":         "how long after its answer an outbound operation is told of over CometD",
    "outbound_empty":       "the notificationType that says that there is no record",
}
# fmt: on


class _Strict(Wire):
    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE


def _number(usual: int, least: int, most: int) -> fields.Integer:
    return fields.Integer(load_default=usual, validate=validate.Range(least, most))


def _one_of(*words: str) -> fields.String:
    return fields.String(load_default=words[0], validate=validate.OneOf(words))


def _zone(text: str) -> None:
    if not is_zone(text):
        raise ValidationError("Not a time zone: one such as PST, CET, UTC or GMT+5 is.")


def _text(usual: str = "") -> fields.String:
    return fields.String(load_default=usual)


def _name() -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(r"[^\x00-\x1f]{1,128}\Z"))


class Hours(_Strict):
    """When somebody may be called: seconds since midnight, in a time zone."""

    since = fields.Integer(data_key="from", load_default=0, validate=validate.Range(0, DAY - 1))
    until = fields.Integer(load_default=DAY - 1, validate=validate.Range(0, DAY - 1))
    zone = fields.String(data_key="time_zone", load_default="UTC", validate=_zone)


class Held(_Strict):
    """Which agent has a record from the beginning, by which handle."""

    user = fields.String(required=True)
    handle = fields.Integer(required=True, validate=validate.Range(1, MOST_HANDLE))
    campaign = fields.String(required=True)


class Record(Hours):
    """Somebody to be called."""

    phone = fields.String(required=True, validate=validate.Length(min=1))
    phone_type = fields.String(load_default=PHONE_TYPES[1], validate=validate.OneOf(PHONE_TYPES))
    chain = _number(0, 0, MOST_HANDLE)  # 0: a chain of its own
    kind = fields.String(load_default="General", validate=validate.OneOf(tuple(KINDS)))
    agent = _text()  # the user whose callback it is
    due = _number(0, 0, LATEST // 1000)  # seconds since the epoch: not to be called before
    attempts = _number(0, 0, 1_000)
    result = fields.String(load_default="", validate=validate.OneOf(("", *RESULTS)))
    others = fields.Dict(keys=fields.String(), load_default=dict)  # the list's own columns
    held = fields.Nested(Held, load_default=None, allow_none=True)


class List(_Strict):
    """A calling list."""

    name = _name()
    dbid = _number(104, 0, MOST_HANDLE)
    records = fields.List(fields.Nested(Record), load_default=list)
    generate = _number(0, 0, MOST_GENERATED)
    numbers = fields.String(load_default="647#######", validate=validate.Length(1, 32))
    hours = fields.List(
        fields.Nested(Hours), load_default=lambda: [Hours().load({})], validate=validate.Length(1, 24)
    )
    each_chain = _number(1, 1, 20)

    @validates_schema
    def _has_numbers_enough(self, given: Mapping[str, Any], **_: Any) -> None:
        if given["generate"] > 10 ** given["numbers"].count(ROOM):
            raise ValidationError({"numbers": [f"Has no {given['generate']} numbers: a {ROOM} is a digit."]})


class PlannedOrder(_Strict):
    """What a campaign is told to do, so many seconds after the sandbox began."""

    after = fields.Integer(required=True, validate=validate.Range(0, 10**9))
    order = fields.String(required=True, validate=validate.OneOf(tuple(Order)))


class Campaign(_Strict):
    """A campaign, its group of agents and its lists."""

    name = _name()
    application = _number(134, 0, MOST_HANDLE)
    group = _text("AgentGroup1")
    group_dbid = _number(42_896, 0, MOST_HANDLE)
    lists = fields.List(fields.String(), load_default=list)  # none named: all
    mode = _one_of("Preview", "Progressive", "Predictive")
    state = fields.String(
        load_default=CAMPAIGN_STATES[CampaignState.STARTED],
        validate=validate.OneOf(tuple(CAMPAIGN_STATES.values())),
    )
    description = _text()
    group_description = _text()
    orders = fields.List(fields.Nested(PlannedOrder), load_default=list)


class OutboundSettings(Wire):
    """The outbound API's part of the vendor's settings."""

    campaigns = fields.List(
        fields.Nested(Campaign), load_default=lambda: [Campaign().load(dict(DEMO_CAMPAIGN))]
    )
    lists = fields.List(fields.Nested(List), load_default=lambda: [List().load(dict(DEMO_LIST))])
    switch_dbid = _number(101, 0, MOST_HANDLE)

    outbound_errors = _one_of("async", "sync")
    outbound_error_event = _text("Error")
    outbound_internal = _one_of("records", "all", "none")
    outbound_application = _one_of("checked", "any")
    outbound_session = fields.Boolean(load_default=False)
    outbound_owner = _one_of("device", "user")
    outbound_complete_phone = _one_of("updated", "checked", "ignored")
    outbound_dnc_closes = fields.Boolean(load_default=False)
    outbound_end_rejects = fields.Boolean(load_default=False)
    ack_delay_ms = _number(0, 0, 600_000)
    outbound_empty = _text("PreviewRecordEmpty")

    @validates_schema(skip_on_field_errors=True)
    def _lists_are_there(self, given: Mapping[str, Any], **_: Any) -> None:
        names = [each["name"] for each in given["lists"]]
        for place, campaign in enumerate(given["campaigns"]):
            missing = next((name for name in campaign["lists"] if name not in names), None)
            if missing is not None:
                wrong = {"lists": [f"There is no calling list {missing!r} under lists."]}
                raise ValidationError({"campaigns": {place: wrong}})

    @validates_schema(skip_on_field_errors=True)
    def _nothing_comes_twice(self, given: Mapping[str, Any], **_: Any) -> None:
        rows = [row["held"]["handle"] for each in given["lists"] for row in each["records"] if row["held"]]
        for name in ("campaigns", "lists"):
            names = [each["name"] for each in given[name]]
            if len(set(names)) < len(names):
                raise ValidationError({name: ["Two of them have the same name."]})
        if len(set(rows)) < len(rows):
            raise ValidationError({"lists": ["Two records are held by the same handle."]})
