"""Call records that are kept, weird ones among them, for tests of finding and of listing them."""

from mockserver.callcentre.generated import Generated
from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.people import People
from mockserver.callcentre.records import Records
from mockserver.clock import moment_of
from mockserver.store.memory import MemorySpace

SINCE, UNTIL = moment_of("2025-01-01"), moment_of("2025-01-02")
PEOPLE = People(1)
NAN = float("nan")
WEIRD = (
    CallRecord("a", started="not a time", duration=NAN, notes="old"),
    CallRecord(None, started=None, kind=""),
    CallRecord("a", started="2025-01-01T12:00:00.250", notes="second of its name"),
    CallRecord("100003", started="2025-01-01", kind="Incoming", client_id="1001", duration=61.0),
    CallRecord("A", started="2025-01-01T06:00:00+02:00", duration=float("inf"), caller_name="Zoë"),
    CallRecord("", started="", duration=-1.0, centre_id="1"),
)


def generated(count=60):
    return Generated(count, seed=1, vendor="acme", people=PEOPLE, since=SINCE, until=UNTIL)


def records_of(space=None, given=WEIRD, made=60):
    return Records(space or MemorySpace(), "acme", given=given, generated=generated(made) if made else None)


def ids(page):
    return [record.id for record in page.records]
