"""Counts for Prometheus, in its text format: what each sandbox has seen, keeps and still has to do."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import __version__
from mockserver.reply import Reply
from mockserver.sandbox import Sandbox
from mockserver.web.admin.ask import Ask

_HEADERS = (("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),)
_STATES = ("waiting", "ready", "sending", "settled")
# fmt: off
_METRICS = {
    "mockserver_info":                     ("gauge",   "The version that runs."),
    "mockserver_sandboxes":                ("gauge",   "Sandboxes that there are."),
    "mockserver_requests_total":           ("counter", "Exchanges since the sandbox was made."),
    "mockserver_requests_evicted_total":   ("counter", "Exchanges that the journal keeps no longer."),
    "mockserver_callbacks_total":          ("counter", "Callbacks since the sandbox was made."),
    "mockserver_callbacks":                ("gauge",   "Callbacks that are kept, by where they stand."),
    "mockserver_calls":                    ("gauge",   "Calls that are kept, by vendor."),
}
# fmt: on
Sample = tuple[str, dict[str, str], int]  # a metric, its labels, its value


def metrics(ask: Ask) -> Reply:
    """What there is to count, of all sandboxes."""
    sandboxes = list(ask.world.sandboxes)
    samples: list[Sample] = [
        ("mockserver_info", {"version": __version__}, 1),
        ("mockserver_sandboxes", {}, len(sandboxes)),
        *(sample for sandbox in sandboxes for sample in _of(sandbox)),
    ]
    return Reply(200, "".join(_lines(samples)).encode(), _HEADERS)


def _of(sandbox: Sandbox) -> Iterator[Sample]:
    with sandbox.transaction():
        here, journal, standing = {"sandbox": sandbox.name}, sandbox.journal, sandbox.outbox.standing()
        yield "mockserver_requests_total", here, journal.begin() - 1
        yield "mockserver_requests_evicted_total", here, journal.evicted
        yield "mockserver_callbacks_total", here, standing.posted
        for state in _STATES:
            yield "mockserver_callbacks", {**here, "state": state}, getattr(standing, state)
        for vendor, calls in sandbox.calls.items():
            yield "mockserver_calls", {**here, "vendor": vendor}, len(calls)


def _lines(samples: list[Sample]) -> Iterator[str]:
    """All samples of a metric together, under what it is, as the format asks."""
    for metric, (kind, about) in _METRICS.items():
        yield f"# HELP {metric} {about}\n# TYPE {metric} {kind}\n"
        for name, labels, value in samples:
            if name == metric:
                told = ",".join(f'{label}="{text}"' for label, text in labels.items())
                yield f"{name}{{{told}}} {value}\n" if told else f"{name} {value}\n"
