"""The ids of calls."""

from mockserver.vendors.genesys import calls


def test_ids_count_the_calls_and_never_repeat():
    ids = [calls.call_id(7, number, 0) for number in range(1, 2_000)]

    assert len(set(ids)) == len(ids)
    assert ids[0][-6:] == "000001"
    assert ids[32][-6:] == "000011"
    assert {len(id) for id in ids} == {32}
