"""HTTPS of a real server, asked by real clients: curl, Python's requests, node."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
import requests
import trustme

from mockserver.cli.servers import SERVERS
from tests.live.serving import PATIENCE, Mock, environment, running, stop
from tests.live.test_gunicorn import launch

pytestmark = pytest.mark.live

NOT_TRUSTED = 60  # curl: the peer's certificate cannot be authenticated with known CAs
NO_HANDSHAKE = 35
NODE = "fetch(process.argv[1]).then(it => it.text()).then(console.log, why => console.log(why.cause.code))"


def tool(name: str) -> str:
    """A program that these tests need."""
    found = shutil.which(name)
    if found is None:
        missing = pytest.fail if os.environ.get("MOCKSERVER_REQUIRE_ALL") == "1" else pytest.skip
        missing(f"{name} is missing: install it to ask over HTTPS with it")
    return str(found)


def starting(folder: Path, *options: str) -> AbstractContextManager[Mock]:
    """A server by the local CA of a folder."""
    log = Path(mkdtemp(dir=folder)) / "server.log"
    command = [sys.executable, "-m", "mockserver", "run", "--port", "0", *options]
    return running(command, log, environment(XDG_DATA_HOME=str(folder)))


def ca_of(folder: Path) -> Path:
    return folder / "mockserver" / "tls" / "ca.pem"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module", params=list(SERVERS))
def https(request: pytest.FixtureRequest, folder: Path) -> Iterator[Mock]:
    """A server of each kind with --tls; all by one CA, as all of a person are."""
    with starting(folder, "--tls", "--server", request.param) as mock:
        yield mock


@pytest.fixture
def ca(https: Mock, folder: Path) -> str:
    return str(ca_of(folder))


def curl(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("curl"), "-sS", "-m", f"{PATIENCE:g}", *words],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def port_of(mock: Mock) -> int:
    return int(mock.url.rpartition(":")[2])


def test_the_ready_line_says_https_and_the_log_whom_to_trust(https: Mock, ca: str) -> None:
    assert https.url.startswith("https://127.0.0.1:")
    for words in (f"curl --cacert {ca}", f"REQUESTS_CA_BUNDLE={ca}", f"NODE_EXTRA_CA_CERTS={ca}"):
        assert words in https.log


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "alice.localhost", "api.vendor.test"])
def test_curl_accepts_the_certificate_with_the_ca_and_refuses_it_without(
    https: Mock, ca: str, host: str
) -> None:
    port = port_of(https)
    words = ("--resolve", f"{host}:{port}:127.0.0.1", f"https://{host}:{port}/api/metadata")

    trusting, strange = curl("--cacert", ca, *words), curl(*words)

    assert (trusting.returncode, trusting.stderr) == (0, "")
    assert "UpdateCallRecordRequest" in trusting.stdout
    assert strange.returncode == NOT_TRUSTED


def test_pythons_requests_accept_it_with_the_ca_and_refuse_it_without(https: Mock, ca: str) -> None:
    assert requests.get(f"{https.url}/__admin/health", verify=ca, timeout=PATIENCE).ok
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{https.url}/__admin/health", timeout=PATIENCE)


@pytest.mark.parametrize(
    ("trusts", "says"), [(True, '"version"'), (False, "UNABLE_TO_VERIFY_LEAF_SIGNATURE")]
)
def test_nodes_fetch_accepts_it_with_the_ca_and_refuses_it_without(
    https: Mock, ca: str, trusts: bool, says: str
) -> None:
    env = environment(**({"NODE_EXTRA_CA_CERTS": ca} if trusts else {}))

    done = subprocess.run(
        [tool("node"), "-e", NODE, f"{https.url}/__admin/version"],
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )

    assert says in done.stdout


def test_the_admin_api_serves_the_same_pem(https: Mock, ca: str) -> None:
    answer = requests.get(f"{https.url}/__admin/ca.pem", verify=ca, timeout=PATIENCE)

    assert answer.content == Path(ca).read_bytes()
    assert answer.headers["Content-Type"] == "application/x-pem-file"


def test_what_a_vendor_says_of_its_own_place_is_https(https: Mock, ca: str) -> None:
    answer = requests.get(f"{https.url}/api", verify=ca, allow_redirects=False, timeout=PATIENCE)
    event = requests.get(f"{https.url}/__admin/requests?limit=1", verify=ca, timeout=PATIENCE).json()

    assert answer.headers["Location"] == f"{https.url}/api/metadata"
    assert event["requests"][0]["request"]["absoluteUrl"] == f"{https.url}/api"


def test_plain_http_gets_no_answer_and_harms_nobody(https: Mock, ca: str) -> None:
    plain = curl(https.url.replace("https:", "http:") + "/__admin/version")

    assert plain.stdout == ""
    assert plain.returncode != 0
    assert requests.get(f"{https.url}/__admin/health", verify=ca, timeout=PATIENCE).ok
    assert "Traceback" not in https.log


def test_nothing_older_than_tls_1_2_is_spoken(https: Mock, ca: str) -> None:
    older = ("--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")

    assert curl("--cacert", ca, *older, f"{https.url}/__admin/version").returncode == NO_HANDSHAKE
    assert curl("--cacert", ca, "--tls-max", "1.2", f"{https.url}/__admin/version").returncode == 0


def test_a_client_that_never_shakes_hands_holds_nobody_up(https: Mock, ca: str) -> None:
    with ExitStack() as silent:
        for _ in range(3):
            silent.enter_context(socket.create_connection(("127.0.0.1", port_of(https)), PATIENCE))

        assert requests.get(f"{https.url}/__admin/health", verify=ca, timeout=5).ok


def test_two_that_start_at_once_have_one_ca_and_so_has_the_next(tmp_path: Path) -> None:
    def ca_by(mock: Mock) -> bytes:
        return requests.get(f"{mock.url}/__admin/ca.pem", verify=ca_of(tmp_path), timeout=PATIENCE).content

    with ExitStack() as servers, ThreadPoolExecutor() as pool:
        both = pool.map(lambda _: servers.enter_context(starting(tmp_path, "--tls")), range(2))
        found = [ca_by(mock) for mock in both]
    with starting(tmp_path, "--tls") as after:
        found.append(ca_by(after))

    assert found == [ca_of(tmp_path).read_bytes()] * 3


def test_a_certificate_of_ones_own_is_served_and_no_ca_is_made(tmp_path: Path) -> None:
    ours = trustme.CA()
    ours.cert_pem.write_to_path(tmp_path / "ours.pem")
    ours.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(tmp_path / "cert.pem")

    with starting(tmp_path, "--tls-cert", str(tmp_path / "cert.pem")) as mock:
        answer = requests.get(f"{mock.url}/__admin/ca.pem", verify=tmp_path / "ours.pem")

    assert answer.status_code == 404
    assert "local CA" not in mock.log
    assert not (tmp_path / "mockserver").exists()


def test_a_damaged_ca_is_one_line_that_says_what_to_delete(tmp_path: Path) -> None:
    ca_of(tmp_path).parent.mkdir(parents=True)
    ca_of(tmp_path).write_text("-----BEGIN CERTIFICATE-----\n")

    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "run", "--port", "0", "--tls"],
        env=environment(XDG_DATA_HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert f"delete the folder {ca_of(tmp_path).parent}" in done.stderr


@contextmanager
def procfile(folder: Path) -> Iterator[Mock]:
    """The Procfile's command with MOCKSERVER_TLS, once it listens."""
    log = folder / "gunicorn.log"
    process = launch(log, MOCKSERVER_TLS="on", XDG_DATA_HOME=str(folder))
    try:
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(r"Listening at: (https://\S+)", log.read_text())):
            assert time.monotonic() < deadline, log.read_text()
            assert process.poll() is None, log.read_text()
            time.sleep(0.02)
        yield Mock(found[1], process, log)
    finally:
        code = stop(process)
    assert code == 0, log.read_text()


def test_the_procfile_serves_https_by_a_variable(tmp_path: Path) -> None:
    with procfile(tmp_path) as mock:
        answer = requests.get(f"{mock.url}/__admin/ca.pem", verify=ca_of(tmp_path), timeout=PATIENCE)

    assert answer.content == ca_of(tmp_path).read_bytes()
    assert f"curl --cacert {ca_of(tmp_path)}" in mock.log
