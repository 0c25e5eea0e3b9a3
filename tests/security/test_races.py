"""Threads in one sandbox and in several: nothing is lost or seen twice, and nobody waits for others."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

CALL = b'{"From": "1", "To": "2"}'


def test_threads_in_one_sandbox_lose_nothing(wire):
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: wire.send(raw="/acme/calls", body=CALL), range(80)))

    assert {each.status for each in got} == {200}
    assert len(wire.world.sandboxes.get().calls["acme"]) == 80
    assert sorted(event.number for event in wire.events()) == list(range(1, 81))
    assert len({event.id for event in wire.events()}) == 80


def test_threads_in_two_sandboxes_never_meet(wire):
    together = Barrier(2)

    def work(name):
        together.wait()
        for number in range(30):
            wire.send(
                raw=f"/~{name}/acme/notes", body=b'{"Id": "1", "Text": "%s %d"}' % (name.encode(), number)
            )

    threads = [Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for name in ("a", "b"):
        assert wire.notes(name) == f"{name} 29"
        assert {event.request.prefix for event in wire.events(name)} == {f"/~{name}"}
        assert len(wire.events(name)) == 30


def test_a_sandbox_asked_for_by_many_at_once_is_made_once(wire):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: wire.send(raw="/~new/acme/notes"), range(24)))

    assert [each.name for each in wire.world.sandboxes] == ["default", "new"]
    assert len(wire.events("new")) == 24


def test_a_busy_sandbox_holds_up_no_other(wire):
    busy, done = wire.world.sandboxes.get("busy"), Event()
    with busy.transaction():
        other = Thread(target=lambda: (wire.send(raw="/~free/acme/notes"), done.set()))
        other.start()
        assert done.wait(5)
    other.join()


def test_a_reset_while_exchanges_are_going_on_loses_nobodys_answer(wire):
    with ThreadPoolExecutor(8) as pool:
        got = [pool.submit(wire.send, raw="/acme/calls", body=CALL) for _ in range(40)]
        resets = [pool.submit(wire.world.sandboxes.reset) for _ in range(5)]
        answers = [each.result() for each in got]

    assert {answer.status for answer in answers} == {200}
    assert all(each.result().cancelled == 0 for each in resets)
    sandbox = wire.world.sandboxes.get()
    assert len(sandbox.journal) == len(sandbox.calls["acme"])
    assert len(sandbox.journal) <= 40
