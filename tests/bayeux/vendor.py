"""The made-up vendor, with settings of its Bayeux server, an operation and a notice that publish."""

from __future__ import annotations

import dataclasses

from marshmallow import fields

from mockserver.callcentre.model import Event
from mockserver.kit import Desk, Notice, Operation, Refused
from mockserver.kit.bayeux import BayeuxSettings
from mockserver.wire import Wire
from tests import acme


class Settings(acme.Settings, BayeuxSettings):
    pass


class Telling(Wire):
    contract = "Telling"
    user = fields.String(data_key="User", allow_none=True, load_default=None)
    channel = fields.String(data_key="Channel", required=True)
    texts = fields.List(fields.String(), data_key="Texts", load_default=list)
    then = fields.String(data_key="Then", load_default="")


def tell(desk: Desk, asked):
    desk.publish(asked["user"], *((asked["channel"], {"text": text}) for text in asked["texts"]))
    if asked["then"] == "refuse":
        raise Refused("Down")
    if asked["then"] == "stumble":
        raise RuntimeError("a bug of ours")
    return {}


VENDOR = dataclasses.replace(
    acme.VENDOR,
    operations=(*acme.VENDOR.operations, Operation("Tell", "POST", "/acme/tell", Telling, tell)),
    settings=Settings,
    notices=(
        *acme.VENDOR.notices,
        Notice(
            "rung",
            Event.ANSWERED,
            acme.writes,
            acme.accepts,
            to=lambda telling: "/calls",
            says=lambda telling: {"call": telling.call.id, "at": telling.happening.at},
            whom=lambda telling: "ann",
        ),
    ),
)
SCENARIO = """
name: events
clock: manual
vendors: {acme: {}}
"""
