"""The admin API spoken to by the real PyPI ``wiremock``: prints what it got, as JSON.

Run by .venv/clients/bin/python with the server's URL; ``tests/live/test_wiremock_clients.py`` judges.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from wiremock.client import NearMisses, NearMissMatchPatternRequest, NearMissMatchRequest, Requests, Scenarios
from wiremock.constants import Config
from wiremock.resources.requests import RequestResponseRequest

Config.base_url = f"{sys.argv[1]}/__admin"


def shown(request: RequestResponseRequest) -> list[Any]:
    """A request, as the client's own model has read it."""
    return [request.method, request.url, request.headers["X-Kind"], request.body]


def near(found: Any) -> list[Any]:
    """Near misses, as the client's own model has read them."""
    return [[miss.request.url, miss.match_result.distance] for miss in found.near_misses]


def pattern(**words: Any) -> NearMissMatchPatternRequest:
    return NearMissMatchPatternRequest(**words)


everything = Requests.get_all_received_requests()
newest = everything.requests[0]
one = Requests.get_request(newest.id)
told: dict[str, Any] = {
    "total": everything.meta.total,
    "disabled": everything.request_journal_disabled,
    "newest": [*shown(newest.request), newest.response_definition.status],
    "limited": len(Requests.get_all_received_requests(limit=1).requests),
    "one": [*shown(one.request), one.response_definition.status],
    "dated": [newest.request.logged_date > 0, newest.request.logged_date_string[:2]],
    "counts": {
        "path": Requests.get_matching_request_count(pattern(url_path="/api/calls/update")).count,
        "method": Requests.get_matching_request_count(pattern(method="GET", url_path_pattern="/.*")).count,
        "header": Requests.get_matching_request_count(
            pattern(method="ANY", headers={"X-Kind": {"equalTo": "gold"}})
        ).count,
        "nothing": Requests.get_matching_request_count(pattern(url_path="/nowhere")).count,
    },
    "found": [shown(each) for each in Requests.get_matching_requests(pattern(method="GET")).requests],
    "unmatched": [shown(each) for each in Requests.get_unmatched_requests().requests],
    "near": near(Requests.get_unmatched_requests_near_misses()),
    "near request": near(
        NearMisses.find_nearest_misses_by_request(
            NearMissMatchRequest(url="/api/calls/updat", method="POST", headers={"X-Kind": "gold"})
        )
    ),
    "near pattern": near(
        NearMisses.find_nearest_misses_by_request_pattern(pattern(method="POST", url_path="/api/calls/updat"))
    ),
}
Scenarios.reset_all_scenarios()
Requests.reset_request_journal()
told["left"] = Requests.get_all_received_requests().meta.total
print(json.dumps(told))
