"""Every documented statusCode can be had of every outbound operation, with its HTTP status, by a rule."""

import json

import pytest

from mockserver.notices import tell
from mockserver.request import Headers, Request
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.load import loads
from mockserver.store.memory import MemoryStore
from mockserver.vendors.genesys import VENDOR
from mockserver.vendors.genesys.outbound.operations import OF_CAMPAIGN, OF_ONE, OF_RECORDS
from mockserver.vendors.genesys.tables import REFUSALS, STATUSES
from mockserver.web.pipeline import answer
from tests.vendors.genesys.conftest import basic
from tests.vendors.genesys.outbound_world import CAMPAIGN, RECORDS

BY_CODE = {int(row.code): name for name, row in REFUSALS.items() if STATUSES[int(row.code)] == row.status}
VERBS = [
    *((CAMPAIGN, verb) for verb in OF_CAMPAIGN),
    *((RECORDS, verb) for verb in OF_RECORDS),
    *((f"{RECORDS}/12", verb) for verb in OF_ONE),
]


@pytest.mark.parametrize("code", range(1, 21))
def test_each_code_is_answered_with_its_status(code):
    text = f"name: codes\nvendors: {{genesys: {{}}}}\nrules: [{{respond: {{error: {BY_CODE[code]}}}}}]\n"
    vendors = {VENDOR.name: VENDOR}
    sandbox = Sandboxes(MemoryStore(), loads(text, "codes.yaml", None, vendors), vendors, tell=tell).get()
    fields = [("Authorization", basic()), ("Content-Type", "application/json")]

    replies = [
        answer(
            VENDOR, sandbox, Request("POST", path, Headers(fields), b'{"operationName":"%b"}' % name.encode())
        )
        for path, name in VERBS
    ]

    assert len(replies) == 11
    assert {reply.status for reply in replies} == {STATUSES[code]}
    assert {json.loads(reply.body)["statusCode"] for reply in replies} == {code}
