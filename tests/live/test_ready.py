"""How soon a server is ready after its process began."""

from __future__ import annotations

from statistics import median

import pytest
import requests

from tests.live.serving import Starter

pytestmark = pytest.mark.live


def test_a_server_is_ready_soon(start: Starter) -> None:
    took = []
    for _ in range(5):
        with start("quickstart") as mock:
            took.append(mock.started_in)
            assert requests.get(f"{mock.url}/__admin/health", timeout=5).json()["status"] == "healthy"

    print(f"\nready after {median(took):.3f} s (median of {', '.join(f'{each:.3f}' for each in took)})")
    assert min(took) < 2  # the best of five: what a busy machine adds says nothing of the server
