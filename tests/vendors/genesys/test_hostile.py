"""Whatever a parameter of an operation is, the vendor itself answers, and a refusal changes nothing."""

import json

import pytest

from mockserver.vendors.genesys import me, voice
from mockserver.vendors.genesys.outbound import operations
from mockserver.vendors.genesys.outbound.wire import OfCampaign
from mockserver.wire import schema_of
from tests.vendors.genesys.conftest import ME, PHONE

VALID = {
    "channels": ["voice"],
    "destination": {"phoneNumber": "647000"},
    "userData": {"a": 1},
    "key": "a",
    "digits": "1",
    "applicationId": 134,
    "devicePath": f"/devices/{PHONE}",
    "campaignName": "Campaign1",
    "callingList": "CallingList1",
    "callResult": "Answer",
    "callbackType": "Personal",
    "timestamp": 1_900_000_000,
    "phoneNumber": "647000",
    "timeZone": "PST",
    "phoneType": "Mobile",
    "from": 0,
    "until": 1,
}
VALUES = (
    None, "", "x", "1", "\ud800", "\x00", "x" * 20_000, 0, -1, 7, 2**70, 1e308, 0.5, True, [], [None], [[[]]],
    {}, {"a": None}, {"phoneNumber": {"phoneNumber": []}}, ["voice", 7], "/devices/", "/devices/../x",
)  # fmt: skip
VERBS = [
    *((ME, name, takes) for name, takes in (("StartContactCenterSession", me.StartSession),)),
    (f"{ME}/calls", "MakeCall", voice.NewCall),
    *((f"{ME}/calls/CALL", name, takes) for name, takes in voice.TAKES.items()),
    *((f"{ME}/outbound-campaigns/Campaign1", name, OfCampaign) for name in operations.OF_CAMPAIGN),
    *((f"{ME}/outbound-records", name, verb.takes) for name, verb in operations.OF_RECORDS.items()),
    *((f"{ME}/outbound-records/12", name, verb.takes) for name, verb in operations.OF_ONE.items()),
]


def rows(centre):
    space = centre.sandbox.space
    tables = {name: dict(space.rows(name)) for name in space._tables if name.startswith("genesys.")}
    return {name: table for name, table in tables.items() if table}


@pytest.mark.parametrize(
    ("path", "name", "takes"), VERBS, ids=lambda value: value if str(value) == value else ""
)
def test_whatever_a_parameter_is_the_vendor_answers_and_a_refusal_changes_nothing(
    make_centre, path, name, takes
):
    members = [field.data_key or own for own, field in schema_of(takes).fields.items()]
    centre = make_centre(outbound_errors="sync")
    centre.start()
    path = path.replace("CALL", centre.dial().id)
    asked = {"operationName": name, **{member: VALID[member] for member in members if member in VALID}}
    for member in members:
        for value in VALUES:
            centre.wait(0)  # what is due by now is not the request's doing
            centre.told.clear()
            before = rows(centre)
            reply = centre.post(path, json.dumps({**asked, member: value}).encode())
            answered = json.loads(reply.body)
            assert next(iter(answered)) == "statusCode"
            assert (reply.status == 200) is (answered["statusCode"] in (0, 7)), (member, value)
            if reply.status != 200:
                assert list(answered) == ["statusCode", "statusMessage"]
                assert rows(centre) == before, (member, value)
                assert centre.told == []
