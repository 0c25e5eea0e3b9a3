"""A made-up vendor, for tests of everything that must not know a real one."""

from __future__ import annotations

import json

from marshmallow import fields, post_load

from mockserver import plain
from mockserver.auth import bearer
from mockserver.callcentre.model import CallRecord, Event, Outcome
from mockserver.callcentre.playing import Playing
from mockserver.kit import ASSUMED, Auth, Desk, Notice, Operation, Refusal, Refused, Vendor, log_call
from mockserver.kit.bayeux import Bayeux
from mockserver.reply import Reply
from mockserver.wire import Wire


class Note(Wire):
    contract = "Note"
    id = fields.String(data_key="Id", required=True)
    text = fields.String(data_key="Text", allow_none=True, load_default=None)


class Record(Wire):
    contract = "Record"
    id = fields.String(data_key="Id")
    notes = fields.String(data_key="Notes", allow_none=True)

    @post_load
    def made(self, data, **_kwargs):
        return CallRecord(**data)


class Placing(Wire):
    contract = "Placing"
    caller = fields.String(data_key="From", required=True)
    called = fields.String(data_key="To", required=True)
    report_to = fields.String(data_key="ReportTo", allow_none=True, load_default=None)


class Placed(Wire):
    contract = "Placed"
    id = fields.String(data_key="CallId")
    state = fields.String(data_key="State")


class Asking(Wire):
    contract = "Asking"
    id = fields.String(data_key="CallId", required=True)


class Settings(Wire):
    key = fields.String(load_default="open sesame")
    report_to = fields.String(load_default=None, allow_none=True)
    retry = fields.List(fields.Integer(), load_default=lambda: [0, 60_000])


def annotate(desk: Desk, asked):
    if asked["text"] and asked["text"].startswith("http://"):
        desk.post("noted", about=asked["id"], url=asked["text"], members=[asked["id"]])
    return desk.records.annotate(asked["id"], asked["text"])


def place(desk: Desk, asked):
    return desk.calls.place(
        desk.now, asked["caller"], asked["called"], report_to=asked["report_to"], cause=desk.event
    )


def find(desk: Desk, asked):
    return desk.calls.find(asked["id"])


def stumble(desk: Desk, asked):
    desk.records.annotate("1", "half done")
    raise RuntimeError("a bug of ours")


def knock(desk: Desk, _operation, _asked):
    if bearer(desk.request) != desk.settings["key"]:
        raise Refused("Unauthenticated", why="missing")


def user(desk: Desk) -> str:
    """Whoever shows the key on the Bayeux server; who it is stands behind it: ``open sesame ann``."""
    key, _, name = (bearer(desk.request) or "").rpartition(" ")
    if key != desk.settings["key"]:
        raise Refused("Unauthenticated", why="missing")
    return name


def refuse(row: Refusal, facts, choice, _settings) -> Reply:
    value = {"error": row.code, "message": row.text(facts)}
    body = choice.format.write(value, plain.Kind.ANY)
    return Reply(row.status, body, (("Content-Type", choice.content_type), *row.headers), row.reason)


def address(telling):
    return telling.call.report_to or telling.settings["report_to"]


def says(event):
    def words(telling):
        call = telling.call
        return {
            "event": event,
            "call": call.id,
            "at": telling.happening.at,
            "outcome": call.outcome and str(call.outcome),
        }

    return words


def accepts(status, body):
    return "" if status == 200 and body.startswith(b"ok") else f"answered {status}, not ok"


def writes(members):
    return json.dumps(members).encode()


JSON = (("Content-Type", "application/json"),)
VENDOR = Vendor(
    name="acme",
    title="Acme",
    mounts=("/acme",),
    operations=(
        Operation("Annotate", "POST", "/acme/notes", Note, annotate, Record),
        Operation("Place", "POST", "/acme/calls", Placing, place, Placed, fidelity=ASSUMED),
        Operation("Find", "POST", "/acme/find", Asking, find, Placed),
        Operation("Stumble", "POST", "/acme/stumble", None, stumble, None),
    ),
    refusals={
        "NoSuchPath": Refusal(404, "nowhere", "nothing at {path}"),
        "NoSuchMethod": Refusal(405, "method", "use {allowed}"),
        "Unreadable": Refusal(400, "unreadable", "{text}"),
        "WrongMediaType": Refusal(415, "media", "{media_type}"),
        "Invalid": Refusal(422, "invalid", "{errors}"),
        "TooLarge": Refusal(413, "large", "over {limit}", fidelity=ASSUMED),
        "Unauthenticated": Refusal(401, "who", "{why}", reason="Who Are You"),
        "RecordNotFound": Refusal(404, "no record", "no record {id}"),
        "CallNotFound": Refusal(404, "no call", "no call {id}"),
        "Down": Refusal(503, "down", "later"),
    },
    by_status={404: "NoSuchPath", 503: "Down", 401: "Unauthenticated"},
    negotiate=plain.negotiate,
    decode=plain.decode,
    refuse=refuse,
    route=plain.by_table,
    encode=plain.encode,
    settings=Settings,
    auth=Auth(before=knock),
    credentials=lambda request: filter(None, [bearer(request)]),
    owned=lambda settings: [settings["key"]],
    notices=(
        Notice("answered", Event.ANSWERED, writes, accepts, to=address, says=says("answered"), headers=JSON),
        Notice("released", Event.RELEASED, writes, accepts, to=address, says=says("released"), headers=JSON),
        Notice("noted", None, writes, accepts, headers=JSON, retries=(0, 0)),
    ),
    playing=Playing(
        usual=("rings 1s", "answered", "talks 2s", "hung up by called"),
        outcomes={Outcome.BUSY: ("rings 1s", "busy")},
        magic={"*99": ("busy",)},
    ),
    bayeux=Bayeux(("/acme/events",), user),
    record=Record,
    hears=log_call,
    retries=(0, 60_000),
)
