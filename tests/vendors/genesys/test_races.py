"""Many agents at once: no record is given twice, and none is lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from mockserver.request import Headers, Request
from mockserver.vendors.genesys import VENDOR
from mockserver.web.pipeline import answer
from tests.thorough import THOROUGH
from tests.vendors.genesys.conftest import DEMO_USER, OTHER_USER, basic
from tests.vendors.genesys.outbound_world import CAMPAIGN, NAMED, RECORDS, Dialler

MANY, WORKERS = 10_000 if THOROUGH else 1_000, 8


def given(world, user=None):
    """The numbers of the records that were given, in the order of the messages."""
    records = [(told, data["record"]) for told, channel, data in world.told if channel == "/v2/me/outbound"]
    return [each["phoneNumber"] for whose, each in records if user in (None, whose) and "phoneNumber" in each]


def race(world, many, ask):
    """So many requests by threads that begin together; each knows which it is."""
    together = Barrier(WORKERS)

    def work(first):
        together.wait()
        for number in range(first, many, WORKERS):
            ask(world, number)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))


def said(world, path, operation, user, **members):
    """Ask without a look at the journal, which others are writing."""
    asked = {"operationName": operation, "applicationId": 134, "devicePath": world.devices[user], **members}
    fields = [("Authorization", basic(user)), ("Content-Type", "application/json")]
    request = Request("POST", path, Headers(fields), json.dumps(asked).encode(), host="gws.test")
    assert answer(VENDOR, world.sandbox, request).body == b'{"statusCode":0}'


def preview(world, number):
    said(world, CAMPAIGN, "GetPreviewRecord", (DEMO_USER, OTHER_USER)[number % 2], referenceId=number)


def test_thousands_of_racing_requests_get_each_record_once():
    world = Dialler(generate=MANY)

    race(world, MANY, preview)

    phones = given(world)
    assert (len(phones), len(set(phones))) == (MANY, MANY)
    references = [data["referenceId"] for _, channel, data in world.told if channel == "/v2/me/outbound"]
    assert sorted(references) == list(range(MANY))
    assert [len(given(world, user)) for user in (DEMO_USER, OTHER_USER)] == [MANY // 2, MANY // 2]


def test_agents_who_race_for_fewer_records_than_they_are_share_none():
    world = Dialler(generate=10)

    race(world, 64, preview)

    events = [data["notificationType"] for _, channel, data in world.told if channel == "/v2/me/outbound"]
    assert (events.count("PreviewRecord"), events.count("PreviewRecordEmpty")) == (10, 54)
    assert len(set(given(world))) == 10


def test_of_many_who_complete_the_same_record_one_does():
    world = Dialler({"phone": "1"})
    world.preview()

    def complete(world, _number):
        said(world, f"{RECORDS}/1", "CompleteRecord", DEMO_USER, **NAMED)

    world.told.clear()
    race(world, 40, complete)

    events = [data["notificationType"] for _, channel, data in world.told if channel == "/v2/me/outbound"]
    assert (events.count("RecordProcessedAcknowledge"), events.count("Error")) == (1, 39)
