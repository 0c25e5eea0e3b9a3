"""The load: wrk, told by a Lua script what to send, asked for its figures as JSON."""

from __future__ import annotations

import json
import shutil
import subprocess

from mockserver.bench.load import CannotLoad, Load, Target
from mockserver.bench.workloads import IDS, Workload
from mockserver.settings import LOOPBACK

_SLACK = 15  # seconds that wrk may take beside the load
_MARK = "figures: "
# All requests are made before the load begins: what is measured is the server, not the making of texts.
_SCRIPT = """\
local requests, at = {{}}, 0

function init(args)
  for id = 1, {ids} do
    local body = string.gsub({body}, "{{id}}", id)
    local path = string.gsub({path}, "{{id}}", id)
    requests[id] = wrk.format({method}, path, {{{headers}}}, body)
  end
end

function request()
  at = at % {ids} + 1
  return requests[at]
end

function done(summary, latency, _)
  local e = summary.errors
  local figures = {{
    requests = summary.requests, micros = summary.duration, bytes = summary.bytes, worst = latency.max,
    p50 = latency:percentile(50), p90 = latency:percentile(90), p99 = latency:percentile(99),
    refused = e.status, lost = e.connect + e.read + e.write + e.timeout,
  }}
  local parts = {{}}
  for name, value in pairs(figures) do
    table.insert(parts, string.format('"%s":%d', name, value))
  end
  io.write("{mark}{{", table.concat(parts, ","), "}}\\n")
end
"""


def is_installed() -> bool:
    """Whether wrk is here."""
    return shutil.which("wrk") is not None


def load(target: Target, connections: int, seconds: int) -> Load:
    """Load a server for so many seconds, over so many kept connections.

    Raises:
        CannotLoad: wrk could not.
    """
    script = target.folder / f"{target.workload.name}.lua"
    script.write_text(_script(target.workload, target.token), "utf-8")
    url = f"http://{LOOPBACK}:{target.port}/"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), url]
    try:
        told = subprocess.run(  # noqa: S603 (made above)
            command, capture_output=True, text=True, timeout=seconds + _SLACK, check=False
        )
    except subprocess.TimeoutExpired as why:
        raise CannotLoad("wrk did not come to an end") from why
    return figures(told.stdout, told.stderr)


def figures(said: str, complained: str = "") -> Load:
    """The figures in what wrk said.

    Raises:
        CannotLoad: there are none.
    """
    line = next((line for line in said.splitlines() if line.startswith(_MARK)), None)
    if line is None:
        raise CannotLoad(f"wrk said no figures: {(complained or said).strip()[-300:]}")
    told = json.loads(line.removeprefix(_MARK))
    millis = {name: told[name] / 1000 for name in ("p50", "p90", "p99", "worst")}
    size = told["bytes"] / max(1, told["requests"])
    counted = {name: told[name] for name in ("requests", "refused", "lost")}
    return Load(seconds=told["micros"] / 1e6, size=size, **counted, **millis)


def _script(workload: Workload, token: str | None) -> str:
    headers = ", ".join(f"[ {_lua(k)} ] = {_lua(v)}" for k, v in workload.headers(token).items())
    return _SCRIPT.format(
        ids=IDS,
        mark=_MARK,
        body=_lua(workload.body),
        path=_lua(workload.path),
        method=_lua(workload.method),
        headers=headers,
    )


def _lua(text: str) -> str:
    if "]==]" in text:
        raise CannotLoad(f"cannot be written in Lua: {text!r}")
    return f"[==[{text}]==]"
