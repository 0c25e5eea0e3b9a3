"""The local CA's certificate, for whoever is to trust the server: its file as it is, and nothing else."""

import pytest

from tests.web.admin_desk import admin_desk


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    found = tmp_path / "data" / "mockserver" / "tls"
    found.mkdir(parents=True)
    return found


def test_the_certificate_is_served_as_pem(folder, tmp_path):
    (folder / "ca.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    (folder / "ca-key.pem").write_bytes(b"-----BEGIN EC PRIVATE KEY-----\n")

    with admin_desk(tmp_path, tls=True) as desk:
        answer = desk.ask("GET", "/ca.pem")

    assert (answer.status_code, answer.content_type) == (200, "application/x-pem-file")
    assert answer.data == b"-----BEGIN CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "no local CA is in use"),
        ({"tls_cert": "own.pem"}, "no local CA is in use"),
        ({"tls": True}, "is gone"),
    ],
    ids=["plain HTTP", "a certificate of one's own", "deleted"],
)
def test_where_there_is_none_it_is_said_why(folder, tmp_path, settings, says):
    with admin_desk(tmp_path, **settings) as desk:
        answer = desk.ask("GET", "/ca.pem")

    assert answer.status_code == 404
    assert says in answer.json["errors"][0]["title"]
