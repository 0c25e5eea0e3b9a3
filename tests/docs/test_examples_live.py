"""The shell lines on the pages and in the comments of scenario files, run as they are against a real server.

Rule: only the ports are exchanged, and files whose text is on the page are there. Every command
has to leave with 0, and every answer has to be a good one, unless the page names its status, or
how curl fails (curl: (52)). The README's uses are run one by one: each has to work alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.docs.pages import PAGES, ROOT, SCENARIOS, blocks, files_on, section, shown, try_it
from tests.live.serving import environment, running

pytestmark = pytest.mark.live

PATIENCE = 120  # seconds for all lines of a page
QUICKSTART = "quickstart"
README = ROOT / "README.md"
USES = ("Point an app at it", "Replay a scenario in CI", "Explore it")  # a test of pytest: test_testing_page
MOST_LINES = 15  # of a quick start
CURL = """#!/usr/bin/env bash
# The real curl; what it was asked and what came back is kept.
set -u
kept=$(mktemp "$KEPT/XXXXXXXX")
printf '%q ' curl "$@" > "$kept.line"
"$REAL_CURL" -D "$kept.head" "$@" | tee "$kept.body"
code=${PIPESTATUS[0]}
echo "$code" >"$kept.code"
exit "$code"
"""


@dataclass(frozen=True)
class Script:
    """The shell lines of one file, and the server they are for."""

    file: str
    text: str
    page: str
    scenario: str


def scripts() -> Iterator[Script]:
    parts = [(shown(path), path.read_text("utf-8")) for path in PAGES if path != README]
    parts += [(f"README.md: {use}", section(README.read_text("utf-8"), use)) for use in USES]
    for name, text in parts:
        if code := blocks(text, "bash", "sh"):
            yield Script(name, "\n".join(code), text, QUICKSTART)
    for path in SCENARIOS:
        yield Script(shown(path), try_it(path), path.read_text("utf-8"), str(path))


@dataclass(frozen=True)
class Exchanged:
    """One curl line as it was run."""

    line: str
    status: int
    body: str
    code: int  # what curl left with


class Receiver(BaseHTTPRequestHandler):
    """An app that accepts every callback."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{"retCode":"0","retMsg":"success"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def receiver() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def curl() -> str:
    found = shutil.which("curl")
    if found is None:
        missing = pytest.fail if os.environ.get("MOCKSERVER_REQUIRE_ALL") == "1" else pytest.skip
        missing("curl is missing: install it to run the lines on the pages")
    return str(found)


def run(script: Script, url: str, receiver: int, curl: str, folder: Path) -> list[Exchanged]:
    """What the curl lines of a script were answered; the script has to end well."""
    kept, tools = folder / "kept", folder / "bin"
    kept.mkdir()
    tools.mkdir()
    (tools / "curl").write_text(CURL)
    (tools / "curl").chmod(0o755)
    for name, content in files_on(script.page).items():
        (folder / name).write_text(content, "utf-8")
    text = script.text.replace(":8080", f":{url.rpartition(':')[2]}").replace(":9000", f":{receiver}")
    path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env=environment(PATH=path, KEPT=str(kept), REAL_CURL=curl, MOCKSERVER_URL=url),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    exchanges = [
        exchanged(line) for line in sorted(kept.glob("*.line"), key=lambda file: file.stat().st_mtime_ns)
    ]
    last = exchanges[-1] if exchanges else ""
    assert done.returncode == 0, f"{script.file} ended with {done.returncode} after {last}\n{done.stderr}"
    return exchanges


def exchanged(line: Path) -> Exchanged:
    head = line.with_suffix(".head").read_text("utf-8", "replace")
    body = line.with_suffix(".body").read_text("utf-8", "replace")
    found = re.findall(r"^HTTP/\S+ (\d{3})", head, re.MULTILINE)
    code = int(line.with_suffix(".code").read_text())
    return Exchanged(line.read_text("utf-8"), int(found[-1]) if found else 0, body, code)


def is_good(answer: Exchanged, script: Script) -> bool:
    """Whether it is an answer that the page leads a person to expect."""
    if answer.body.startswith("mockserver:"):
        return False
    if answer.code:
        return f"curl: ({answer.code})" in script.page
    return 200 <= answer.status < 400 or f"{answer.status}" in re.findall(r"\b\d{3}\b", script.page)


@pytest.mark.parametrize("script", list(scripts()), ids=lambda script: script.file)
def test_the_lines_of_a_page_do_what_it_says(script, receiver, curl, tmp_path):
    command = [sys.executable, "-m", "mockserver", "run", script.scenario, "--port", "0"]

    with running(command, tmp_path / "server.log") as mock:
        exchanges = run(script, mock.url, receiver, curl, tmp_path)

    assert script.text.count("curl -") <= len(exchanges) or "for " in script.text
    assert [answer for answer in exchanges if not is_good(answer, script)] == []


@pytest.mark.parametrize("use", USES)
def test_a_use_has_one_short_quick_start(use):
    [code] = blocks(section(README.read_text("utf-8"), use), "bash")

    assert len(code.splitlines()) < MOST_LINES


def test_no_line_of_the_readme_is_left_out():
    page = README.read_text("utf-8")

    assert blocks(page, "bash", "sh") == [code for use in USES for code in blocks(section(page, use), "bash")]
