"""When a play ends, and when the clock moves: against a server that is a script."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mockserver.remote.playing import Ended, Patience, Play

pytestmark = pytest.mark.live

SHORT = Patience(quiet=0.02, grace=0.06, most=0.5)
OPEN, MET, MISSED = "inconclusive", "pass", "fail"


@dataclass
class Server:
    """Answers as the admin API does; ``due`` is what is to come, ``verdicts`` are now and in the end."""

    due: list[str] = field(default_factory=list)
    requests: int = 1
    pending: int = 0
    verdicts: tuple[tuple[str, str], ...] = ()
    asked: list[tuple[str, object]] = field(default_factory=list)

    def get(self, path, **query):
        if path == "/expectations":
            final = "final" in query
            return {"expectations": [{"verdict": each[final]} for each in self.verdicts]}
        if path == "/requests":
            events = [{"mockserver": {"number": n}} for n in range(self.requests, 0, -1)]
            return {"requests": events[: query["limit"]], "meta": {"total": self.requests}, "evicted": 0}
        clock = {"millis": 0, "next": self.due[0] if self.due else None}
        return {"clock": clock, "callbacksPending": self.pending}

    def put(self, path, body):
        self.asked.append((path, body))
        return {"millis": 7}

    def ask(self, method, path, body, *, timeout):
        if body == {"to": "next"}:
            self.asked.append((path, self.due.pop(0)))
        return {"sent": 0}

    @property
    def jumps(self):
        return [what for path, what in self.asked if path == "/clock/advance"]


class Ran:
    """An application that has ended."""

    code = 0


class Runs:
    """One that has not."""

    code = None


def play(server, **more):
    return Play(server, "default", patience=SHORT, **more)


def test_time_is_held_until_the_play_begins():
    server = Server()

    assert play(server).hold() == 7
    assert server.asked == [("/clock", {"kind": "manual"})]


def test_the_clock_jumps_to_all_that_is_due_before_it_is_over():
    server = Server(due=["a", "b", "c"], verdicts=((MET, MET),))

    assert play(server).run() is Ended.DONE
    assert server.jumps == ["a", "b", "c"]


def test_at_a_pace_the_clock_runs_and_is_never_moved():
    server = Server(verdicts=((MET, MET),))

    assert play(server, pace=60.0).run() is Ended.DONE
    assert server.asked == [("/clock", {"kind": "paced", "pace": 60.0})]


@pytest.mark.parametrize(
    ("verdicts", "ended"),
    [
        (((OPEN, MET),), Ended.DONE),
        (((OPEN, MISSED),), Ended.QUIET),
        (((MISSED, MISSED),), Ended.DONE),
        ((), Ended.DONE),
    ],
    ids=["would pass", "is missing", "can pass no more", "nothing is expected"],
)
def test_what_is_expected_decides_how_long_it_is_waited(verdicts, ended):
    assert play(Server(verdicts=verdicts)).run() is ended


def test_an_application_that_has_ended_is_not_waited_for():
    assert play(Server(verdicts=((OPEN, MISSED),))).run(Ran()) is Ended.GONE


def test_an_application_that_has_not_spoken_yet_is_given_its_time():
    seen = []
    server = Server(requests=0)

    assert play(server, see=seen.append).run(Runs()) is Ended.DONE
    assert len(seen) * 0.01 > SHORT.grace - SHORT.quiet - 0.02


def test_callbacks_that_are_pending_are_waited_for_to_the_end_of_all_time_there_is():
    assert play(Server(pending=1, verdicts=((OPEN, MET),))).run() is Ended.TIMEOUT


def test_at_a_pace_what_is_settled_is_not_played_to_its_end():
    assert play(Server(due=["in an hour"], verdicts=((MET, MET),)), pace=1.0).run() is Ended.DONE


def test_each_look_tells_the_exchanges_that_are_new_and_none_twice():
    seen = []
    server = Server(requests=2)

    def see(look):
        seen.extend(event["mockserver"]["number"] for event in look.events)
        server.requests = 4

    play(server, see=see).run()

    assert seen == [1, 2, 3, 4]


def test_an_answer_that_is_late_by_a_fault_keeps_the_play_going():
    server = Server(verdicts=((OPEN, MET),))
    late = {"mockserver": {"number": 1, "ending": {"afterMillis": 40, "overMillis": 15}}}
    looks = []
    server.get = lambda path, get=server.get, **query: (
        {**get(path, **query), "requests": [late]} if path == "/requests" else get(path, **query)
    )

    play(server, see=looks.append).run()

    assert len(looks) > 3
