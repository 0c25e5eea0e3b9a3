"""The vendor's page prints the tables by which records live."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.callcentre.lists.lifecycle import RECORDS, TRANSITIONS, Change, Step
from mockserver.callcentre.lists.model import Stage
from mockserver.vendors import genesys

PAGE = (Path(genesys.__file__).parent / "README.md").read_text("utf-8")
STEPS = {
    Step.DIAL: "a call is made with its GSW_RECORD_HANDLE",
    Step.ESTABLISH: "the call is answered",
    Step.END: "the call is over",
    Step.UPDATE: "UpdateRecord",
    Step.RESCHEDULE: "RescheduleRecord",
    Step.BAR: "DoNotCallRecord",
    Step.UNCHAIN: "GetChainedRecord",
    Step.REJECT: "RejectRecord",
    Step.COMPLETE: "CompleteRecord",
    Step.LEAVE: "EndContactCenterSession",
}
CHANGES = {
    Change.RETRIEVED: ("GetPreviewRecord, GetChainedRecord",),
    Change.RETURNED: ("RejectRecord",),
    Change.RESCHEDULED: ("CompleteRecord after RescheduleRecord",),
    Change.COMPLETED: ("CompleteRecord",),
    Change.CHAIN_COMPLETED: (
        "another of its chain is completed, or barred with the chain",
        "RejectRecord when another of its chain is updated",
    ),
    Change.LEFT: ("EndContactCenterSession",),
    Change.FORSAKEN: ("the agent is not heard of any more, with `idle_logout`",),
}


def rows(columns):
    """The cells of the page's lines that have so many columns."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == columns]


@pytest.mark.parametrize("step", Step)
def test_the_page_prints_what_a_step_makes_of_a_handle(step):
    stages = [stage for stage in Stage if stage is not Stage.CLOSED]

    assert [STEPS[step], *(TRANSITIONS[step].get(stage, "") for stage in stages)] in rows(5)


@pytest.mark.parametrize("change", Change)
def test_the_page_prints_what_a_change_makes_of_a_record(change):
    printed = {tuple(row) for row in rows(3)}

    for words, (before, after) in zip(CHANGES[change], RECORDS[change].items(), strict=True):
        assert (words, before, after) in printed
