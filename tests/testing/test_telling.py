"""What a report says of a sandbox."""

from __future__ import annotations

from mockserver.testing.telling import LONGEST, MOST, callbacks_told, journal_told, verdicts_told


def exchange(**changes):
    request = {"method": "POST", "url": "/notes", "loggedDate": 0, "body": '{"Text": "new"}'}
    response = {"status": 200, "reason": "OK", "body": "done"}
    ours = {"vendor": "acme", "operation": "Annotate", "refusal": "", "rule": ""}
    return {
        "request": request | changes.get("request", {}),
        "response": response | changes.get("response", {}),
        "mockserver": ours | changes.get("mockserver", {}),
        "wasMatched": changes.get("matched", True),
    }


def journal(*rows, evicted=0):
    return {"requests": list(rows), "meta": {"total": len(rows)}, "evicted": evicted}


def callback(**changes):
    row = {
        "created": "2026-01-01",
        "notice": "release",
        "url": "http://app/",
        "state": "delivered",
        "body": "{}",
    }
    return row | {"attempts": []} | changes


def test_an_exchange_is_told_with_its_bodies():
    assert journal_told(journal(exchange())).splitlines() == [
        "1970-01-01T00:00:00.000Z  POST /notes  200 OK  acme Annotate",
        '  > {"Text": "new"}',
        "  < done",
    ]


def test_exchanges_are_told_oldest_first():
    rows = [exchange(request={"url": f"/{name}"}) for name in ("newest", "oldest")]

    told = journal_told(journal(*rows))

    assert told.index("/oldest") < told.index("/newest")


def test_it_is_told_why_an_answer_was_not_as_usual():
    refused = exchange(mockserver={"refusal": "NoSuchNote", "rule": "busy"}, matched=False)

    assert "acme Annotate, refused: NoSuchNote, rule: busy, nothing answers this" in journal_told(
        journal(refused)
    )


def test_a_fault_is_told_instead_of_a_status():
    assert "EMPTY_RESPONSE" in journal_told(journal(exchange(response={"fault": "EMPTY_RESPONSE"})))


def test_secrets_and_numbers_are_hidden():
    told = journal_told(journal(exchange(request={"body": '{"Password": "hush", "Number": "13800000001"}'})))

    assert "hush" not in told
    assert "13800000001" not in told


def test_what_is_cut_is_said_to_be_cut():
    told = journal_told(journal(exchange(request={"body": "x" * (LONGEST + 7)}), evicted=MOST))

    assert "x… (7 letters more)" in told
    assert told.startswith("(1 earlier are not shown)")


def test_a_sandbox_to_which_nothing_came_says_so():
    assert journal_told(journal()) == "nothing was sent to this sandbox"


def test_a_callback_is_told_with_its_attempts():
    attempts = [
        {"number": 1, "at": "2026-01-01T00:00:01Z", "status": None, "error": "refused", "body": ""},
        {"number": 2, "at": "2026-01-01T00:00:02Z", "status": 200, "error": "", "body": "ok"},
    ]

    assert callbacks_told([callback(attempts=attempts)]).splitlines() == [
        "2026-01-01  release > http://app/  delivered",
        "  {}",
        "  attempt 1 at 2026-01-01T00:00:01Z  refused",
        "  attempt 2 at 2026-01-01T00:00:02Z  200  ok",
    ]


def test_of_many_callbacks_the_newest_are_told():
    told = callbacks_told([callback(url=f"http://app/{number}.") for number in range(MOST + 2)])

    assert told.startswith("(2 earlier are not shown)")
    assert "/2." in told
    assert "/1." not in told


def test_a_verdict_that_is_no_pass_is_told_with_what_came_near():
    miss = {"event": "e1", "differences": [{"where": "body.Id", "expected": "1", "found": "2"}]}
    row = {
        "name": "once",
        "verdict": "fail",
        "expected": "1",
        "found": 0,
        "reason": "none came",
        "nearMisses": [miss],
    }
    passed = {"name": "soon", "verdict": "pass"}

    assert verdicts_told({"expectations": [row, passed]}).splitlines() == [
        "fail          once",
        "  expected  1",
        "  found     0",
        "  why       none came",
        "  nearly    e1",
        "            body.Id: expected 1, found 2",
        "pass          soon",
    ]
