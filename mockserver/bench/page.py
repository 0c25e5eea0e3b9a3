"""The findings as a page of the documentation.

Rule: every figure on it is one of the findings; the words around them are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.bench import tables
from mockserver.bench.judge import verdicts

Data = Mapping[str, Any]
GIB = 1024**3
_INTRO = """\
# Benchmarks

Written by `make bench`, which measured what stands here; no figure was typed in. The raw figures are in
[{raw}]({raw}). Absolute figures are this machine's; ratios carry over.

{machine}

"""
_METHOD: Mapping[str, str] = {  # by the findings it is about
    "": """\
* One machine for servers and load; loopback; connections are kept.
* The load is made by {generator}, with requests that were made before: 10,000 different ids, one after the
  other. Requests that are refused or lost are counted (*errors*); answers shorter than half of the right one
  end the measurement of that server.
* Peers answer what mockserver answered to the same request, so answers are of one size, and are configured to
  check and keep as much as they can. Beside them are some with one fixed answer (*static*): nothing is
  checked, nothing is kept.
* Processor time and memory are those of the server's process and all that it started, told by the
  system; memory is resident, and what processes share counts for each.
""",
    "load": """\
* Side by side: one server at a time, in turns: in each of {rounds} rounds every server is started anew with
  fresh state, warmed up under load (2 s; those in Java, which compile as they run, {java_warm} s), loaded for
  {seconds} s over each number of connections, and ended. The order moves on by one each round. Figures are
  medians over the rounds. With the token and the XML workloads peers are loaded over the largest number of
  connections only. These figures choose the rivals of the next table; they decide nothing else.
""",
    "pairs": """\
* In turns: the machine's speed wanders within seconds, so verdicts that compare two rates, or two p99, are
  medians of ratios. mockserver and a rival are both started anew and warmed up; each then is loaded for a
  second, one right after the other (ours, theirs; theirs, ours; and so on), and the two seconds of a pair are
  held against each other. Whoever is not under load is stopped (SIGSTOP), so that it takes nothing from the
  other. Rivals: WireMock, and by each figure that is judged the two best of the table above; the one with the
  least favourable ratio is the verdict's. The p99 is that of a second.
""",
    "start": """\
* *start* is from the start of the process to the first right answer to a request, asked for every 2 ms; the
  starts of the servers that the demand names are medians of at least seven, in turns.
""",
    "delayed": """\
* Delays: {delayed} connections are opened, then each sends a request; time is from a request's sending to the
  whole answer, at the client.
""",
    "held": """\
* Held requests: `POST /__admin/callbacks/wait` on as many different calls; an event is the end of a call by
  its scenario, and time is from then to the held answer, the callback's way to its receiver included.
""",
    "callbacks": """\
* Callbacks: calls are placed evenly over five seconds and end six seconds later; lateness is from that moment
  to the callback's arrival at a receiver in another process. The load beside it is the JSON write over 16
  connections; its rate is held against that of loads before the calls are placed and after the last callback.
  Each time it is another server; verdicts are medians of the times.
* *The receiver's own*: in the same time the receiver of callbacks sleeps for 2 ms over and over, and this is
  how late it woke, p99: what the machine, shared by all that is measured, does to anybody. It is told beside
  the figures and taken off none of them.
""",
    "endurance": """\
* Half a million requests: JSON writes over 16 connections. Beside the old server a young one is loaded, in
  turns of 3 ms, another one for each pair, its journal filled before, too; whose turn it is not is stopped.
  Both have the same processor, and the load the others: where the system chose, pairs of equal servers
  scattered by 3 to 6 % in processor time, and so by 1. A part is a tenth of the requests, and seven pairs of
  a second at least, so a fast server has fewer and larger ones. Ratios are medians of pairs, and the last
  part's ratio is held against the first's, so that what the machine does to both is in neither. Memory is the
  old server's after each part.
""",
}
_AGAIN = """\
## Run it yourself

```console
make bench                                          # all of this, and this page anew
mockserver bench --quick                            # a minute, mockserver alone
mockserver bench --peers tests/bench/peers --only wiremock,stubby --measure load
```

`make bench` needs wrk (without it a client of its own makes the load, which is slower than the server), node
with npm, and Java. Peers that it cannot have are named above.
"""


def page(data: Data, stem: str) -> str:
    """The page, as Markdown; ``stem``: the name that the picture and the raw figures beside it have."""
    parts = [
        _INTRO.format(raw=f"{stem}.json", machine=_machine(data["machine"])),
        _section("What was set out, and what is", *tables.demands(verdicts(data))),
        _side_by_side(data, f"{stem}.svg"),
        _section("In turns, second by second", *tables.in_turns(data)),
        _section("mockserver's own figures", *tables.ours(data)),
        _section("Many at once", *tables.crowds(data)),
        _section("Half a million requests", *tables.endurance(data)),
        _failed(data),
        _workloads(data),
        _peers(data),
        _method(data),
        _AGAIN,
    ]
    return "".join(parts)


def _method(data: Data) -> str:
    """How what was measured was measured."""
    told = "".join(text for name, text in _METHOD.items() if not name or name in data)
    return f"## Method\n\n{told.format(**data['plan'], delayed=_delayed(data))}\n"


def _machine(told: Data) -> str:
    tools = ", ".join(f"{name} {told[name]}" for name in ("wrk", "node", "java") if name in told)
    return (
        f"Measured on {told['day']}: {told['cores']} cores ({told['processor']}), "
        f"{told['memory'] / GIB:.0f} GB, {told['system']}, Python {told['python']}, {tools}; "
        f"load average at the beginning {told['busy']:.1f}."
    )


def _delayed(data: Data) -> str:
    counts = {told["count"] for told in data.get("delayed", {}).values() if "count" in told}
    return f"{max(counts, default=0):,}"


def _section(title: str, headings: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    return f"## {title}\n\n{''.join(_table(headings, rows))}\n"


def _table(headings: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |\n"
    yield "|---" * len(headings) + "|\n"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _side_by_side(data: Data, picture: str) -> str:
    shown = f"![JSON writes a second and p99, side by side]({picture})\n\n"
    return _section("Side by side", *tables.side_by_side(data)).replace("\n\n", f"\n\n{shown}", 1)


def _workloads(data: Data) -> str:
    rows = [
        [told["title"], told["about"], f"`{told['request']}`", f"`{told['body']}`"]
        for told in data["workloads"].values()
    ]
    return _section("What was asked", ["workload", "what it is", "request", "body"], rows)


def _peers(data: Data) -> str:
    rows = [[who["title"], who["does"], who["lacks"] or "nothing"] for who in data["servers"].values()]
    return _section("What each did, and did not", ["server", "did", "did not"], rows)


def _failed(data: Data) -> str:
    servers = [[data["servers"][name]["title"], why] for name, why in data.get("problems", {}).items()]
    late = [
        [f"{data['servers'][name]['title']}, delayed", told["problem"]]
        for name, told in data.get("delayed", {}).items()
        if "problem" in told
    ]
    unserved = [
        [f"{data['servers'][name]['title']}, {data['workloads'][workload]['title']}", why]
        for name, whys in data.get("unserved", {}).items()
        for workload, why in whys.items()
    ]
    measures = [[name, why] for name, why in data.get("failed", {}).items()]
    rows = [[what, shortened(why)] for what, why in (*servers, *unserved, *late, *measures)]
    return _section("What could not be measured", ["what", "why"], rows)


def shortened(why: str) -> str:
    """A reason with files by their names alone: where they lie is nobody's business but the machine's."""
    return re.sub(r"(?<![\w/])(?:/[\w.@+-]+)+/([\w.@+-]+)", r"\1", why)
