"""Places and servers for the tests in this folder."""

import logging
from functools import partial

import pytest

from tests.server.wire import LOOPS, Wire


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A place for the local CA that is nobody's: what is kept for a person goes under here."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def ca(home):
    """Where the local CA's certificate is once there is one."""
    return home / "data" / "mockserver" / "tls" / "ca.pem"


@pytest.fixture(params=LOOPS)
def wire(request, caplog):
    """Makes servers, on each of the loops: ``with wire(answer, bounds) as server``. None may log an error."""
    with caplog.at_level(logging.INFO):
        yield partial(Wire, request.param)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], caplog.text
