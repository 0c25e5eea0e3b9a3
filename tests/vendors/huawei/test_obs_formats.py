"""JSON and XML agree: whatever result is written back, both leave the same row and the same answer."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.huawei.obs_world import DATUM, centre

TEXTS = (
    "status",
    "phoneNumber",
    "failCode",
    "asrResult",
    "fetchTime",
    "writeStartTime",
    "endCallTime",
    "callId",
)
text = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Cn")), max_size=20)
number = st.integers(-1, 200) | st.sampled_from(["88", "1", "", "x"])
results = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TEXTS, text | st.none()),
        **dict.fromkeys(("subCCNo", "vdnId", "deviceType"), number | st.none()),
        **{name: st.sampled_from([DATUM[name], "", "7"]) | st.none() for name in ("uniqueId", "serviceId")},
    },
)
NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'


def in_xml(members):
    elements = (
        f"<{name}{NIL}" if value is None else f"<{name}>{escape(str(value))}</{name}>"
        for name, value in members.items()
    )
    return f"<request>{''.join(elements)}</request>".encode()


def told(reply):
    return reply.status, json.loads(reply.body)


@given(results, st.booleans(), st.sampled_from(["push/midresult", "call/result"]))
def test_a_result_leaves_the_same_in_either_format(members, is_whole, name):
    sent = {**DATUM, **members} if is_whole else members
    by_json, by_xml = centre(), centre()

    answers = [
        by_json.post(f"business/{name}", sent),
        by_xml.post(f"business/{name}", in_xml(sent), Content_Type="application/xml"),
    ]

    assert told(answers[0]) == told(answers[1])
    assert by_json.kept() == by_xml.kept()
