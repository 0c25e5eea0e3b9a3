"""What is still under way by ourselves, and may yet become what an expectation waits for."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from mockserver.scenario.expected import Expectation, What
from mockserver.verify.evidence import Evidence
from mockserver.verify.happenings import is_on
from mockserver.verify.words import some


def underway(wanted: Expectation, evidence: Evidence) -> Iterator[str]:
    """Each thing under way that may yet matter, in words."""
    if wanted.what is What.CALLBACK:
        yield from _callbacks(wanted, evidence)
    elif wanted.what is What.MESSAGE:
        yield from _messages(wanted, evidence)
    else:
        yield from _requests(wanted, evidence)


def _callbacks(wanted: Expectation, evidence: Evidence) -> Iterator[str]:
    for delivery in evidence.deliveries:
        is_meant = delivery.notice == wanted.callback and wanted.vendor in ("", delivery.vendor)
        if is_meant and not delivery.is_settled and (wanted.delivered or wanted.attempts):
            made = some(len(delivery.attempts), "attempt")
            yield f"callback {delivery.id[:8]} is {delivery.state} ({made} so far)"


def _messages(wanted: Expectation, evidence: Evidence) -> Iterator[str]:
    for message in evidence.queued:
        if is_on(wanted, message):
            yield f"a message on {message.channel} waits for its client"


def _requests(wanted: Expectation, evidence: Evidence) -> Iterator[str]:
    """Exchanges that are held come into the journal when they end."""
    if wanted.operation:
        return  # what is held is no operation of a vendor's table
    for vendor, paths in evidence.held:
        is_meant = not wanted.path or any(fnmatchcase(path, wanted.path) for path in paths)
        if wanted.vendor in ("", vendor) and is_meant:
            yield f"an exchange of {vendor} is held at {paths[0]}"
