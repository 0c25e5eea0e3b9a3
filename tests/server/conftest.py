"""A place for the local CA that is nobody's."""

import pytest


@pytest.fixture
def home(tmp_path, monkeypatch):
    """What is kept for a person goes under here."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def ca(home):
    """Where the local CA's certificate is once there is one."""
    return home / "data" / "mockserver" / "tls" / "ca.pem"
