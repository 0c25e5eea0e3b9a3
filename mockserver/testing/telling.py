"""What a failed test's report says of its sandbox: verdicts, callbacks and the journal, as text.

Rule: secrets, tokens and phone numbers are hidden, as in every report; what is cut is said to be cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver import redact
from mockserver.clock import iso
from mockserver.remote.admin import Admin, AdminRefused, Unreachable

MOST = 50  # exchanges and callbacks in a report, the newest
LONGEST = 2_000  # letters of a body

Value = Mapping[str, Any]


def told_of(name: str, admin: Admin) -> list[tuple[str, str]]:
    """Sections of a report, each a title and a text; where the server says nothing, that is said."""
    try:
        return list(_sections(name, admin))
    except (Unreachable, AdminRefused) as why:
        return [(f"mockserver: {name}", f"nothing can be told of it: {why}")]


def _sections(name: str, admin: Admin) -> Iterator[tuple[str, str]]:
    verdicts = admin.get("/expectations", final="true")
    callbacks = admin.get("/callbacks")["callbacks"]
    journal = admin.get("/requests", limit=MOST)
    if verdicts["expectations"]:
        yield f"mockserver: verdicts in {name}", verdicts_told(verdicts)
    if callbacks:
        yield f"mockserver: callbacks of {name}", callbacks_told(callbacks)
    yield f"mockserver: journal of {name}", journal_told(journal)


def verdicts_told(told: Value) -> str:
    """All verdicts, the reason and the near misses of those that are no pass."""
    return redact.text("\n".join(line for row in told["expectations"] for line in _verdict(row)))


def _verdict(row: Value) -> Iterator[str]:
    yield f"{row['verdict']:<12}  {row['name']}"
    if row["verdict"] == "pass":
        return
    yield f"  expected  {row['expected']}"
    yield f"  found     {row['found']}"
    yield f"  why       {row['reason']}"
    for miss in row["nearMisses"]:
        yield f"  nearly    {miss['event']}"
        for each in miss["differences"]:
            yield f"            {each['where']}: expected {each['expected']}, found {each['found']}"


def callbacks_told(rows: Sequence[Value]) -> str:
    """Callbacks with their attempts, oldest first."""
    lines = [*_left_out(len(rows)), *(line for row in rows[-MOST:] for line in _callback(row))]
    return redact.text("\n".join(lines))


def _callback(row: Value) -> Iterator[str]:
    yield f"{row['created']}  {row['notice']} > {row['url']}  {row['state']}"
    yield f"  {_cut(row['body'])}"
    for attempt in row["attempts"]:
        answer = ": ".join(str(part) for part in (attempt["status"], attempt["error"]) if part)
        yield f"  attempt {attempt['number']} at {attempt['at']}  {answer}  {_cut(attempt['body'])}".rstrip()


def journal_told(told: Value) -> str:
    """Exchanges with their bodies, oldest first."""
    rows = list(reversed(told["requests"]))
    if not rows:
        return "nothing was sent to this sandbox"
    gone = told["meta"]["total"] + told["evicted"]
    return redact.text("\n".join([*_left_out(gone), *(line for row in rows for line in _exchange(row))]))


def _exchange(row: Value) -> Iterator[str]:
    request, response = row["request"], row["response"]
    ended = response.get("fault") or f"{response['status']} {response['reason']}"
    asked = f"{request['method']} {request['url']}"
    yield f"{iso(request['loggedDate'])}  {asked}  {ended}  {_note(row)}".rstrip()
    if request["body"]:
        yield f"  > {_cut(request['body'])}"
    if response["body"]:
        yield f"  < {_cut(response['body'])}"


def _note(row: Value) -> str:
    ours = row["mockserver"]
    told = (
        " ".join(part for part in (ours["vendor"], ours["operation"]) if part),
        f"refused: {ours['refusal']}" if ours["refusal"] else "",
        f"rule: {ours['rule']}" if ours["rule"] else "",
        "" if row["wasMatched"] else "nothing answers this",
    )
    return ", ".join(part for part in told if part)


def _cut(body: str) -> str:
    text = " ".join(body.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text) - LONGEST} letters more)"


def _left_out(count: int) -> list[str]:
    return [f"({count - MOST} earlier are not shown)"] if count > MOST else []
