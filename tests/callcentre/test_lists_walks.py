"""Walks through the life of a list: whatever agents do, the best record comes next and each is held once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.callcentre.lists.model import Callback, Kind, Stage, Status
from mockserver.callcentre.lists.waiting import RANKS
from tests.callcentre.listed import ANN, BOB, HOUR, NOW, lists_of, record, row

DEEDS = ("take", "reject", "complete", "dial", "put off", "own", "bar", "add", "hour")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from((ANN, BOB)), st.integers(0, 99)), max_size=60)
)
def test_whatever_agents_do_the_next_record_is_the_best_of_all_that_are_ready(deeds):
    lists, now = lists_of(row("1"), row("2", kind=Kind.CAMPAIGN_CALLBACK), generate=4, each_chain=2), NOW
    open_handles = []
    for deed, agent, drawn in deeds:
        if deed == "hour":
            now += HOUR
        elif deed == "add":
            lists.add(row().__class__("all", 0, str(drawn), drawn % 8), now)
        elif deed == "take":
            best = _best(lists, agent, now)
            held = lists.retrieve(["all"], agent, now)
            assert (None if held is None else held[1].number) == best
            open_handles += [] if held is None else [held[0].number]
        elif open_handles:
            _do(lists, deed, open_handles, drawn, now)
    held = [each.number for each in _all(lists) if each.status is Status.RETRIEVED]
    assert sorted(lists.find(handle)[1].number for handle in open_handles) == held


def _do(lists, deed, open_handles, drawn, now):
    handle = open_handles.pop(drawn % len(open_handles))
    if deed == "reject" and lists.find(handle)[0].stage is Stage.PREVIEWING:
        lists.reject(handle, now)
        return
    kinds = {"put off": Kind.CAMPAIGN_RESCHEDULED, "own": Kind.PERSONAL_RESCHEDULED}
    if deed in kinds:
        lists.reschedule(handle, Callback(kinds[deed], now + drawn % 3 * HOUR))
    if deed == "bar":
        lists.bar(handle, now, "DoNotCall", whole_chain=drawn % 2 == 0)
    if deed == "dial" and lists.find(handle)[0].stage is Stage.PREVIEWING:
        lists.dial(handle, now)
        open_handles.append(handle)
        return
    lists.complete(handle, now)


def _all(lists):
    return [each for number in range(1, 60) if (each := record(lists, number)) is not None]


def _best(lists, agent, now):
    """The same rule, by looking through everything."""
    ready = [each for each in _all(lists) if each.status is Status.READY and each.kind in RANKS]
    held = {each.chain for each in _all(lists) if each.status is Status.RETRIEVED}
    to_call_back = {each.chain for each in ready if each.kind is not Kind.GENERAL}
    fit = [
        (RANKS[each.kind], each.number)
        for each in ready
        if each.chain not in held
        and each.due <= now
        and each.agent in ("", agent.user)
        and (each.kind is not Kind.GENERAL or each.chain not in to_call_back)
    ]
    return min(fit)[1] if fit else None
