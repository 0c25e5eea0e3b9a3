"""Real Bayeux clients, and what each is told to do: it shakes hands, subscribes, asks for operations, hears
their messages, loses its session, comes again by itself, hears again, and goes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.live.serving import PATIENCE, ROOT

HERE = Path(__file__).parent
PYTHON = ROOT / ".venv/clients/bin/python"
NODE = HERE / "node/node_modules"
COMETD = ("node", str(HERE / "node/bayeux_cometd.mjs"))
FAYE = ("node", str(HERE / "node/bayeux_faye.mjs"))
AIO = (str(PYTHON), str(HERE / "clients/bayeux_aio.py"))
GEVENT = (str(PYTHON), str(HERE / "clients/bayeux_python.py"))
# fmt: off
CLIENTS = {  # name -> (what has to be there, command, the make of server it gets on with)
    "npm cometd":         (NODE / "cometd", COMETD, "cometd-3"),
    "npm cometd, acks":   (NODE / "cometd", COMETD, "cometd-3"),
    "npm faye":           (NODE / "faye",   FAYE,   "cometd-3"),
    "PyPI aiocometd-ng":  (PYTHON,          AIO,    "cometd-3"),
    "PyPI python-bayeux": (PYTHON,          GEVENT, "salesforce"),
}
# fmt: on
KNOWS: dict[str, dict[str, Any]] = {  # what each has seen of its loss and its end
    "npm cometd": {
        "handshakes": 2,
        "subscribed": [True] * 4,
        "failures": ["402::Unknown client"],
        "closed": True,
    },
    "npm faye": {"closed": True},
    "PyPI aiocometd-ng": {"opened_at_once": True, "closed": True},
    "PyPI python-bayeux": {"handshakes": 2, "closed": True},
}


@dataclass
class Operation:
    """Something that is asked of the vendor."""

    url: str
    body: Any
    headers: dict[str, str]


@dataclass
class Act:
    """Operations, and how many messages the client has heard after them, from the beginning."""

    operations: Sequence[Operation]
    heard: int


@dataclass
class Plan:
    """What a client does. Between two acts its session is lost."""

    events: str
    clients: str  # the admin API's list of clients
    headers: dict[str, str]
    channels: Sequence[str]
    acts: Sequence[Act]
    extensions: bool = False


def converse(name: str, plan: Plan, require: Callable[[Path, str], None]) -> dict[str, Any]:
    """What a library's client got in one conversation."""
    needed, command, _ = CLIENTS[name]
    require(needed, "run `make env`")
    plan.extensions = "acks" in name
    done = subprocess.run(
        [*command, json.dumps(asdict(plan))], capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return {**told, "library": name}


def knows(told: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a client should have seen of its loss and its end, and what it has."""
    wanted = KNOWS[told["library"].partition(",")[0]]
    return wanted, {name: told.get(name) for name in wanted}
