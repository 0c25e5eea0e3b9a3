"""The plugin of pytest: fixtures, the marker ``scenario``, and what a failed test's report says.

Rule: whoever installs mockserver has this in every run of pytest, so at its top it imports
pytest alone, and it touches only tests that ask for its fixtures.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.remote.process import Process
    from mockserver.testing.broker import Broker
    from mockserver.testing.clock import ManualClock
    from mockserver.testing.receiver import CallbackReceiver
    from mockserver.testing.sandbox import Sandbox
    from mockserver.testing.server import MockServer

_TICKET = "mockserver_ticket"  # how a worker of pytest-xdist asks for the run's one server
_SERVER: pytest.StashKey[MockServer] = pytest.StashKey()
_BROKER: pytest.StashKey[Broker] = pytest.StashKey()
_MARKER = (
    "scenario(word, **variables): the sandbox is of this scenario: a file, a bundled name, or a text "
    "(mockserver)"
)
_TOKEN = "MOCKSERVER_ADMIN_TOKEN"  # noqa: S105 (a variable of the environment)
_END = 1.0  # seconds that a test waits, when all else is done, for what is still expected
_SHARINGS = ("run", "worker")
_HOW = {
    "mockserver_scenarios": "the server's own scenarios: files or bundled names (mockserver)",
    "mockserver_options": "further options of mockserver run, e.g. --allow-callback app.test (mockserver)",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the command line and of the configuration file."""
    group = parser.getgroup("mockserver")
    group.addoption("--mockserver-url", metavar="URL", help="use a server that runs; start none")
    group.addoption(
        "--mockserver-server",
        choices=_SHARINGS,
        help="with pytest-xdist: one server for the run (default), or one for each worker",
    )
    parser.addini("mockserver_url", "a server that runs, instead of one that is started (mockserver)")
    parser.addini("mockserver_server", "with pytest-xdist: run or worker (mockserver)", default="run")
    for name, about in _HOW.items():
        parser.addini(name, about, type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """The marker is known, also where markers are strict."""
    config.addinivalue_line("markers", _MARKER)


# ------------------------------------------------------------- the server


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """In the process that started the run: tell a worker whom to ask for the server."""
    config: pytest.Config = node.config
    if _chosen(config, "mockserver_url") or _sharing(config) != "run":
        return
    if _BROKER not in config.stash:
        from mockserver.testing.broker import Broker

        config.stash[_BROKER] = Broker(lambda: _started(config))
    node.workerinput[_TICKET] = config.stash[_BROKER].ticket


def pytest_unconfigure(config: pytest.Config) -> None:
    """The server that workers shared ends with the run."""
    broker = config.stash.get(_BROKER, None)
    if broker is not None:
        del config.stash[_BROKER]
        broker.end()


def _chosen(config: pytest.Config, name: str) -> str:
    """An option of the command line, or what the configuration file has."""
    return str(config.getoption(name) or config.getini(name) or "")


def _sharing(config: pytest.Config) -> str:
    found = _chosen(config, "mockserver_server")
    if found not in _SHARINGS:
        raise pytest.UsageError(f"mockserver_server is {' or '.join(_SHARINGS)}, not {found!r}")
    return found


def _started(config: pytest.Config) -> Process:
    from mockserver.remote.process import Process

    words = config.getini("mockserver_scenarios")
    scenarios = [_beside(config.rootpath, word) for word in words]
    env = {name: os.environ[name] for name in (_TOKEN,) if name in os.environ}
    return Process.start(scenarios, options=config.getini("mockserver_options"), env=env)


def _beside(folder: Path, word: str) -> str:
    return str(folder / word) if (folder / word).is_file() else word


@contextmanager
def _running(config: pytest.Config) -> Iterator[str]:
    """Where the server is: one that runs already, the run's, or one of our own until the block ends."""
    given = _chosen(config, "mockserver_url")
    ticket = getattr(config, "workerinput", {}).get(_TICKET)
    if given:
        yield given
    elif ticket is not None:
        from mockserver.testing.broker import ask

        yield ask(ticket)
    else:
        with _started(config) as process:
            yield process.url


@pytest.fixture(scope="session")
def mockserver(pytestconfig: pytest.Config) -> Iterator[MockServer]:
    """The server: one for the run, also with pytest-xdist. ``mockserver.sandbox`` makes more sandboxes."""
    from mockserver.testing.server import MockServer

    near = (pytestconfig.rootpath, Path.cwd())
    with _running(pytestconfig) as url:
        server = MockServer(url, token=os.environ.get(_TOKEN), near=near)
        pytestconfig.stash[_SERVER] = server
        yield server
        del pytestconfig.stash[_SERVER]
        server.close()


# ------------------------------------------------------------- a test's own


@pytest.fixture
def callback_receiver() -> Iterator[CallbackReceiver]:
    """A server on loopback that keeps what it is sent; the sandbox of the same test calls back there."""
    from mockserver.testing.receiver import CallbackReceiver

    with CallbackReceiver() as receiver:
        yield receiver


@pytest.fixture
def callback_target(request: pytest.FixtureRequest) -> str | None:
    """Where the sandbox's callbacks go: the test's ``callback_receiver``; else as the scenario says.

    Define a fixture of this name that gives your application's origin, such as ``http://127.0.0.1:9000``.
    """
    if "callback_receiver" not in request.fixturenames:
        return None
    receiver: CallbackReceiver = request.getfixturevalue("callback_receiver")
    return receiver.url


@pytest.fixture
def sandbox(
    request: pytest.FixtureRequest, mockserver: MockServer, callback_target: str | None
) -> Iterator[Sandbox]:
    """The test's own world on the server, as its marker says; the application is pointed at its ``url``."""
    from mockserver.remote.admin import AdminRefused
    from mockserver.testing.scenarios import CannotUse

    word, variables = _scenario(request.node)
    title, near = request.node.name, (request.path.parent,)
    opening = mockserver.sandbox(word, title=title, target=callback_target, near=near, variables=variables)
    with ExitStack() as stack:
        try:
            made = stack.enter_context(opening)
        except (CannotUse, AdminRefused) as why:
            raise pytest.fail.Exception(str(why), pytrace=False) from None
        yield made
        made.has_expectations = False  # verified by now, or the test failed before


def _scenario(node: pytest.Item) -> tuple[str | Path | None, dict[str, Any]]:
    """What the nearest marker says; nothing where there is none."""
    marker = node.get_closest_marker("scenario")
    if marker is None:
        return None, {}
    if len(marker.args) != 1:
        raise pytest.UsageError(f"scenario(word, **variables) takes one word, not {len(marker.args)}")
    return marker.args[0], dict(marker.kwargs)


@pytest.fixture
def manual_clock(sandbox: Sandbox) -> ManualClock:
    """The clock of the test's sandbox, stopped: it moves when the test says so."""
    return sandbox.manual_clock()


# ------------------------------------------------------------- what came of a test


def _server_of(item: pytest.Item) -> MockServer | None:
    """The server, if the test has to do with it."""
    asks = "mockserver" in getattr(item, "fixturenames", ())
    return item.config.stash.get(_SERVER, None) if asks else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """A test does not pass before what its sandbox expects is verified."""
    __tracebackhide__ = True
    yield
    made = getattr(item, "funcargs", {}).get("sandbox")
    for each in server.sandboxes if (server := _server_of(item)) else ():
        if each is made and each.has_expectations:
            each.verify(timeout=_END)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The journal and the verdicts of its sandboxes are in the report of a test that failed."""
    report = yield
    server = _server_of(item) if report.failed else None
    if server is not None:
        from mockserver.testing.telling import told_of

        for each in server.sandboxes:
            report.sections += told_of(each.name, each.admin)
    return report
