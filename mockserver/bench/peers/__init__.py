"""The peers: one module each, with a ``Contestant`` or two, and this table of them all.

Rule: a peer answers what the mock answered to the same request (its ``Sample``), so that
answers are of one size; it is configured to check and to keep as much as it can.
"""

from __future__ import annotations

from mockserver.bench.contestants import Contestant
from mockserver.bench.peers import (
    jsonserver,
    mockoon,
    mockservercom,
    moto,
    mountebank,
    openapi,
    pytesthttpserver,
    stubby,
    wiremock,
)

# fmt: off
PEERS: tuple[Contestant, ...] = (
    wiremock.WIREMOCK, mockservercom.MOCKSERVER, mountebank.MOUNTEBANK, mockoon.MOCKOON,
    openapi.PRISM, openapi.SCALAR, stubby.STUBBY,
    jsonserver.JSON_SERVER, pytesthttpserver.PYTEST_HTTPSERVER, moto.MOTO,
    wiremock.STATIC, mockservercom.STATIC, mountebank.STATIC, mockoon.STATIC, openapi.STATIC, stubby.STATIC,
)
# fmt: on
