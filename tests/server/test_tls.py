"""The context that a server speaks TLS by: whom its certificates are for, by the local CA or of one's own."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from mockserver.clock import RealClock
from mockserver.server.tls import NAMES, context_of, for_gunicorn, trust
from mockserver.settings import Settings, WrongSetting
from tests.server.handshake import certificate, client_context, context_made, shake

pytestmark = pytest.mark.usefixtures("home")
HTTPS = Settings(tls=True)


def names_of(found):
    return {value for _kind, value in found["subjectAltName"]}


def moment(text):
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def test_without_tls_there_is_no_context_and_no_ca(home):
    assert context_of(Settings()) is None
    assert for_gunicorn(Settings(), None) == {}
    assert trust(Settings()) == ()
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::1", "alice.localhost", "ALICE.localhost", "api.vendor.test"]
)
def test_a_client_that_trusts_the_ca_finds_the_name_it_asked_for(ca, name):
    assert certificate(context_made(HTTPS), name, ca)


def test_the_certificate_is_for_the_address_listened_on_and_for_hosts_given(ca):
    context = context_made(Settings(listen="192.0.2.7", tls_hosts=("192.0.2.8", "mock.test")))

    assert {"192.0.2.7", "192.0.2.8", "mock.test", "127.0.0.1"} <= names_of(
        certificate(context, "192.0.2.8", ca)
    )


@pytest.mark.parametrize("listen", ["0.0.0.0", "::"])
def test_no_certificate_is_for_all_addresses(ca, listen):
    assert listen not in names_of(
        certificate(context_made(Settings(listen=listen, tls=True)), "127.0.0.1", ca)
    )


@pytest.mark.parametrize("name", ["192.0.2.99", "no_name.test", "a b"])
def test_what_the_certificate_is_not_for_is_refused_by_the_client_alone(ca, name):
    context = context_made(HTTPS)

    with pytest.raises(ssl.SSLCertVerificationError):
        shake(context, name, client_context(ca))

    assert certificate(context, "localhost", ca)


def test_a_client_that_does_not_know_the_ca_refuses_it(home):
    trustme.CA().cert_pem.write_to_path(home / "other.pem")

    with pytest.raises(ssl.SSLCertVerificationError):
        shake(context_made(HTTPS), "localhost", client_context(home / "other.pem"))


def test_a_name_has_its_certificate_made_once(ca):
    context = context_made(HTTPS)

    first, second = (certificate(context, "alice.localhost", ca)["serialNumber"] for _ in range(2))

    assert first == second


def test_the_names_that_certificates_are_kept_for_have_a_bound(ca):
    context = context_made(HTTPS)
    first = certificate(context, "n0.localhost", ca)["serialNumber"]

    for number in range(1, NAMES + 1):
        certificate(context, f"n{number}.localhost", ca)

    assert certificate(context, "n0.localhost", ca)["serialNumber"] != first


def test_a_certificate_is_valid_now_and_no_longer_than_apples_clients_take(ca):
    found = certificate(context_made(HTTPS), "localhost", ca)

    now = datetime.fromtimestamp(RealClock().now() / 1000, UTC)
    begins, ends = moment(found["notBefore"]), moment(found["notAfter"])
    assert begins < now - timedelta(hours=1)
    assert now + timedelta(days=300) < ends < begins + timedelta(days=825)


def test_nothing_older_than_tls_1_2_is_spoken(ca):
    context, client = context_made(HTTPS), client_context(ca)
    client.maximum_version = ssl.TLSVersion.TLSv1_2

    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert shake(context, "localhost", client).version() == "TLSv1.2"


def test_http_1_1_is_agreed_upon(ca):
    assert shake(context_made(HTTPS), "localhost", client_context(ca)).selected_alpn_protocol() == "http/1.1"


@pytest.mark.parametrize("host", ["http://mock.test", "mock.test:8443", "a@b.test", "10.0.0.0/8", "a b", ""])
def test_what_is_no_host_is_refused_by_its_name(host):
    with pytest.raises(WrongSetting, match=r"no certificate can be made for"):
        context_of(Settings(tls=True, tls_hosts=("good.test", host)))


# A certificate of one's own


@pytest.fixture
def own(home):
    """Files of a certificate that another CA signed: apart, together, and with a key under a password."""
    other = trustme.CA()
    leaf = other.issue_cert("mock.test")
    other.cert_pem.write_to_path(home / "other.pem")
    leaf.cert_chain_pems[0].write_to_path(home / "cert.pem")
    leaf.private_key_pem.write_to_path(home / "key.pem")
    leaf.private_key_and_cert_chain_pem.write_to_path(home / "both.pem")
    key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
    (home / "locked.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    )
    return home


@pytest.mark.parametrize("files", [("cert.pem", "key.pem"), ("both.pem",)], ids=len)
def test_a_certificate_of_ones_own_is_served_and_no_local_ca_made(own, files):
    settings = Settings(
        **dict(zip(("tls_cert", "tls_key"), (str(own / file) for file in files), strict=False))
    )

    context = context_made(settings)

    assert certificate(context, "mock.test", own / "other.pem")
    assert settings.scheme == "https"
    assert trust(settings) == ()
    assert not (own / "data").exists()


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"tls_cert": "none.pem", "tls_key": "key.pem"}, r"none\.pem cannot be read"),
        ({"tls_cert": "cert.pem", "tls_key": "none.pem"}, r"none\.pem cannot be read"),
        ({"tls_cert": "cert.pem"}, "have to hold a certificate and its key"),
        ({"tls_cert": "cert.pem", "tls_key": "locked.pem"}, "not encrypted"),
        ({"tls_cert": "other.pem", "tls_key": "key.pem"}, "have to hold"),
        ({"tls_key": "key.pem"}, "give --tls-cert"),
        ({"tls_cert": "both.pem", "tls_hosts": ("mock.test",)}, "leave out --tls-host"),
    ],
)
def test_files_that_cannot_be_used_are_named(own, settings, reason):
    files = {name: str(own / each) if isinstance(each, str) else each for name, each in settings.items()}

    with pytest.raises(WrongSetting, match=reason):
        context_of(Settings(**files))
