"""The local CA: made once, kept for one person, and what is said when it cannot be used."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mockserver.server.tls import context_of, trust
from mockserver.settings import Settings, WrongSetting
from tests.server.handshake import certificate, context_made

pytestmark = pytest.mark.usefixtures("home")
HTTPS = Settings(tls=True)


def test_the_ca_is_made_once_and_the_certificate_at_each_start(ca):
    first = certificate(context_made(HTTPS), "localhost", ca)["serialNumber"]
    kept = ca.read_bytes()
    second = certificate(context_made(HTTPS), "localhost", ca)["serialNumber"]

    assert ca.read_bytes() == kept
    assert first != second


def test_the_key_is_for_nobody_else_and_nothing_but_the_ca_is_left(home, ca):
    context_made(HTTPS)

    files = {path.name: path.stat().st_mode & 0o777 for path in ca.parent.iterdir()}
    assert files.keys() == {"ca.pem", "ca-key.pem"}
    assert files["ca-key.pem"] == 0o600
    assert ca.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in ca.parent.parent.iterdir()] == ["tls"]
    assert b"PRIVATE" not in ca.read_bytes()


def test_the_ca_signs_no_other_ca(ca):
    context_made(HTTPS)

    found = x509.load_pem_x509_certificate(ca.read_bytes())
    assert found.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_servers_that_start_at_once_have_one_ca(ca):
    starters = 8
    barrier = Barrier(starters)

    def start(_number):
        barrier.wait()
        return context_made(HTTPS)

    with ThreadPoolExecutor(starters) as pool:
        contexts = list(pool.map(start, range(starters)))

    assert all(certificate(context, "localhost", ca) for context in contexts)
    assert [path.name for path in ca.parent.parent.iterdir()] == ["tls"]


def expired(folder):
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    (folder / "ca.pem").write_bytes(built.public_bytes(Encoding.PEM))
    (folder / "ca-key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def leaf(folder):
    made = trustme.CA().issue_cert("localhost")
    made.cert_chain_pems[0].write_to_path(folder / "ca.pem")
    made.private_key_pem.write_to_path(folder / "ca-key.pem")


def two(folder):
    trustme.CA().cert_pem.write_to_path(folder / "ca.pem", append=True)


def half_written(folder):
    (folder / "ca.pem").write_bytes((folder / "ca.pem").read_bytes()[:200])


def unreadable(folder):
    (folder / "ca-key.pem").unlink()
    (folder / "ca-key.pem").mkdir()


# fmt: off
DAMAGE = {
    "no certificate":     (lambda folder: (folder / "ca.pem").unlink(), r"ca\.pem cannot be read"),
    "no key":             (lambda folder: (folder / "ca-key.pem").unlink(), r"ca-key\.pem cannot be read"),
    "unreadable":         (unreadable, r"ca-key\.pem cannot be read"),
    "half written":       (half_written, "have to hold a certificate and its key"),
    "an empty key":       (lambda folder: (folder / "ca-key.pem").write_bytes(b""), "have to hold"),
    "the key of another": (lambda folder: trustme.CA().private_key_pem.write_to_path(folder / "ca-key.pem"),
                           "have to hold"),
    "no CA":              (leaf, "is not the certificate of a CA"),
    "two CAs":            (two, "is not the certificate of a CA"),
    "expired":            (expired, r"has expired \(Jan  2 00:00:00 2020 GMT\)"),
}
# fmt: on


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_ca_that_cannot_be_used_says_why_and_what_to_delete(ca, kind):
    damage, reason = DAMAGE[kind]
    context_made(HTTPS)
    damage(ca.parent)

    with pytest.raises(WrongSetting, match=reason) as raised:
        context_of(HTTPS)

    assert f"delete the folder {ca.parent}:" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_ca_that_can_be_kept_nowhere_says_what_to_set(home):
    (home / "data").write_text("a file where the folder should be")

    with pytest.raises(WrongSetting, match="set XDG_DATA_HOME"):
        context_of(HTTPS)


def test_the_lines_on_trusting_name_the_file_as_a_shell_reads_it(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/data of mine")

    lines = trust(HTTPS)

    assert any("curl --cacert '/data of mine/mockserver/tls/ca.pem'" in line for line in lines)
    assert any("REQUESTS_CA_BUNDLE='/data of mine/" in line for line in lines)
    assert any("NODE_EXTRA_CA_CERTS='/data of mine/" in line for line in lines)
