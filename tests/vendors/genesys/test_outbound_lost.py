"""The scenario genesys-lost-session: what is told to a client that is gone is gone; what was done is done."""

from __future__ import annotations

from pathlib import Path

from mockserver.app import app_of, make_world
from mockserver.settings import Settings
from mockserver.vendors import Installed
from tests.vendors.genesys.conftest import basic

FILE = Path(__file__).parents[3] / "scenarios" / "genesys-lost-session.yaml"
ABOUT = {"applicationId": 134, "devicePath": "/devices/phone-of-ann"}
CHANNELS = ["/v2/me/outbound", "/me/internal"]


class Desktop:
    """What ann's desktop asks."""

    def __init__(self):
        self.world = make_world(Settings(scenarios=(str(FILE),)), Installed())
        self.http = app_of(self.world).test_client()
        self.shake()
        assert self.ask("me", {"operationName": "StartContactCenterSession", "channels": ["voice"]}) == {
            "statusCode": 0
        }

    def ask(self, path, body):
        headers = {"Authorization": basic("ann", "s3cret")}
        return self.http.post(f"/api/v2/{path}", json=body, headers=headers).json

    def meta(self, name, **members):
        return self.ask("notifications", [{"channel": f"/meta/{name}", **members}])

    def shake(self):
        (shaken,) = self.meta("handshake", version="1.0", supportedConnectionTypes=["long-polling"])
        self.client = shaken["clientId"]

    def subscribe(self):
        self.meta("subscribe", clientId=self.client, subscription=CHANNELS)

    def preview(self):
        asked = {"operationName": "GetPreviewRecord", **ABOUT}
        assert self.ask("me/outbound-campaigns/Spring", asked) == {"statusCode": 0}

    def hear(self):
        return self.meta(
            "connect", clientId=self.client, connectionType="long-polling", advice={"timeout": 0}
        )

    def handles(self):
        return [
            each["data"]["record"]["recordHandle"] for each in self.hear() if each["channel"] == CHANNELS[0]
        ]

    def lose(self):
        return self.http.delete("/__admin/bayeux/genesys/ann").json


def test_a_lost_client_is_told_so_and_the_gap_stays():
    desktop = Desktop()
    desktop.subscribe()
    desktop.preview()
    first = desktop.handles()

    assert desktop.lose() == {"lost": 1}
    desktop.preview()
    (told,) = desktop.hear()
    desktop.shake()
    desktop.subscribe()
    desktop.preview()

    assert first == [1]
    assert (told["successful"], told["error"]) == (False, "402::Unknown client")
    assert told["advice"]["reconnect"] == "handshake"
    assert desktop.handles() == [3]


def test_who_shakes_hands_but_does_not_subscribe_hears_nothing():
    desktop = Desktop()
    desktop.subscribe()
    desktop.lose()

    desktop.shake()
    desktop.preview()

    assert desktop.handles() == []


def test_the_end_of_the_session_gives_up_what_nobody_heard_of():
    desktop = Desktop()
    desktop.preview()

    assert desktop.ask("me", {"operationName": "EndContactCenterSession"}) == {"statusCode": 0}

    kept = desktop.world.sandboxes.get().space.get("genesys.lists.records", "Customers 1")
    assert (kept.status, kept.handle) == ("agent_error", 0)
