"""What a sandbox tells of exchanges and callbacks, as frozen data with names."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from mockserver.clock import Millis
from mockserver.frozen import frozen

Value = Mapping[str, Any]


@frozen
class Exchange:
    """A request that the application sent, and what it was answered."""

    id: str
    vendor: str  # empty: no vendor is at this path
    operation: str  # empty: nothing is at this path
    method: str
    url: str  # path and query, as the application sent them
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes
    at: Millis  # on the sandbox's clock
    told: Value  # all that the admin API says of it

    @property
    def json(self) -> Any:
        """The request's body, read as JSON.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.body)


@frozen
class Callback:
    """A callback of a sandbox: what is sent, whereto, and how often it was tried."""

    id: str
    vendor: str
    notice: str
    call_id: str
    state: str  # waiting, sending, delivered, failed, cancelled: as GET /__admin/callbacks has it
    url: str
    headers: Mapping[str, str]
    body: bytes
    attempts: tuple[Value, ...]
    problem: str  # why it is not delivered
    told: Value  # all that the admin API says of it

    @property
    def json(self) -> Any:
        """The body, read as JSON.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.body)


def exchange_of(told: Value) -> Exchange:
    """An exchange from its JSON."""
    request, response, ours = told["request"], told["response"], told["mockserver"]
    return Exchange(
        id=told["id"],
        vendor=ours["vendor"] or "",
        operation=ours["operation"] or "",
        method=request["method"],
        url=request["url"],
        headers=request["headers"],
        body=base64.b64decode(request["bodyAsBase64"]),
        status=response["status"],
        answer=base64.b64decode(response["bodyAsBase64"]),
        at=request["loggedDate"],
        told=told,
    )


def callback_of(told: Value) -> Callback:
    """A callback from its JSON."""
    return Callback(
        id=told["id"],
        vendor=told["vendor"] or "",
        notice=told["notice"],
        call_id=told["callId"] or "",
        state=told["state"],
        url=told["url"],
        headers=told["headers"],
        body=base64.b64decode(told["bodyAsBase64"]),
        attempts=tuple(told["attempts"]),
        problem=told["problem"] or "",
        told=told,
    )
