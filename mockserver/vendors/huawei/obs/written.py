"""What is kept of a result that was written back."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from mockserver.frozen import of_tuple


class Written(NamedTuple):
    """What a result says of its call, by our names; what names the datum is in the datum.

    A tuple, because the path that is measured makes one of every result, and thousands are kept.
    """

    status: str | None = None
    phone_number: str | None = None
    fail_code: str | None = None
    asr_result: str | None = None
    fetch_time: str | None = None
    write_start_time: str | None = None
    end_call_time: str | None = None
    call_id: str | None = None


NOTHING_WRITTEN = Written()
_written, _members = of_tuple(Written), itemgetter(*Written._fields)


def written_of(asked: Mapping[str, Any]) -> Written:
    """What is kept of a result."""
    return _written(_members(asked))
