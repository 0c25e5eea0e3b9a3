"""HTTPS: the context that a server speaks TLS by, and the local CA that signs its certificates.

Rule: the CA is made once for a person and kept, its key readable to nobody else, so that it has to
be trusted once; certificates are made anew at each start. What makes them takes an eighth of a
second to load, so it is loaded for TLS only.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from shlex import quote
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from mockserver.chance import fresh
from mockserver.clock import RealClock
from mockserver.settings import Settings, WrongSetting

if TYPE_CHECKING:
    import trustme

KEY_FILE = "ca-key.pem"
ALWAYS = ("localhost", "*.localhost", "127.0.0.1", "::1")
NAMES = 128  # that certificates are kept for; the one asked for longest ago is made anew
_NEVER_IN_A_NAME = frozenset("@/")  # mail addresses and networks can be certified, but no client asks them
# Apple's clients refuse a certificate that is valid for more than 825 days; a clock may be a little behind.
BEFORE, AFTER = timedelta(days=1), timedelta(days=397)


def context_of(settings: Settings) -> ssl.SSLContext | None:
    """What the server speaks TLS by; None where it speaks plain HTTP. The local CA is made if there is none.

    Raises:
        WrongSetting: a file cannot be used, a name is none, or the local CA is damaged.
    """
    if settings.scheme == "http":
        return None
    kept = settings.ca_file
    return _of_files(settings) if kept is None else _of_ca(_kept(kept), settings)


def trust(settings: Settings) -> tuple[str, ...]:
    """What a person has to know to trust the server, in lines; none where no local CA signs for it."""
    if settings.ca_file is None:
        return ()
    path = quote(str(settings.ca_file))
    return (
        f"HTTPS by the local CA {path}; to trust it:",
        f"  curl --cacert {path}",
        f"  export REQUESTS_CA_BUNDLE={path}   # Python's requests; SSL_CERT_FILE for others of Python",
        f"  export NODE_EXTRA_CA_CERTS={path}   # node",
    )


def for_gunicorn(settings: Settings, context: ssl.SSLContext | None) -> dict[str, Any]:
    """What makes gunicorn's own workers speak TLS by the context; nothing where there is none.

    gunicorn speaks TLS where a certificate's file is named. It never reads this one: the context is ready.
    """
    if context is None:
        return {}
    return {
        "certfile": str(settings.ca_file or settings.tls_cert),
        "ssl_context": lambda _config, _usual: context,
    }


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


# ------------------------------------------------------- a certificate of one's own


def _of_files(settings: Settings) -> ssl.SSLContext:
    if settings.tls_cert is None:
        raise WrongSetting(f"{settings.tls_key} is a key without a certificate: give --tls-cert too")
    if settings.tls_hosts:
        raise WrongSetting(
            "a certificate of one's own is for the names it has: leave out --tls-host, or --tls-cert"
        )
    context = _context()
    _load(context, Path(settings.tls_cert), Path(settings.tls_key or settings.tls_cert))
    return context


def _load(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Let the context have a certificate and its key.

    Raises:
        WrongSetting: they cannot be read, are none, or do not belong together.
    """
    for file in (certificate, key):
        try:
            file.read_bytes()
        except OSError as why:
            raise WrongSetting(f"{file} cannot be read ({why.strerror})") from why
    try:
        context.load_cert_chain(certificate, key, password="")  # an empty one: nobody is asked for it
    except (ssl.SSLError, ValueError) as why:
        raise WrongSetting(
            f"{certificate} and {key} have to hold a certificate and its key, not encrypted, as PEM"
        ) from why


# ------------------------------------------------------------------- the local CA


def _of_ca(ca: trustme.CA, settings: Settings) -> ssl.SSLContext:
    """A context whose certificate is for this machine, and for any other name that a client asks by.

    Most clients take no wildcard right under the top, as ``*.localhost`` is: alice.localhost gets its own.
    """
    listen = () if _is_any(settings.listen) else (settings.listen,)
    names = tuple(dict.fromkeys((*ALWAYS, *listen, *settings.tls_hosts)))
    try:
        context = _signed(ca, *names)
    except (ValueError, OSError) as why:
        raise WrongSetting(f"no certificate can be made for {', '.join(names)} ({why})") from why
    context.sni_callback = _by_name(ca)
    return context


def _is_any(address: str) -> bool:
    with suppress(ValueError):  # a name
        return ip_address(address).is_unspecified
    return False


def _signed(ca: trustme.CA, *names: str) -> ssl.SSLContext:
    """A context with a new certificate for these names and addresses.

    Raises:
        ValueError: one of them is none.
    """
    if not _NEVER_IN_A_NAME.isdisjoint("".join(names)):
        raise ValueError("a host name or an address is needed")
    now = datetime.fromtimestamp(RealClock().now() / 1000, UTC)
    leaf = ca.issue_cert(
        *names, organization_name="mockserver", not_before=now - BEFORE, not_after=now + AFTER
    )
    context = _context()
    leaf.configure_cert(context)
    return context


def _by_name(ca: trustme.CA) -> Callable[[ssl.SSLObject, str | None, ssl.SSLContext], None]:
    made = lru_cache(maxsize=NAMES)(lambda name: _signed(ca, name))

    def choose(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        if name:
            with suppress(ValueError):  # no name at all: the client will not find it in the usual one
                connection.context = made(name.lower())

    return choose


def _kept(certificate: Path) -> trustme.CA:
    """The local CA whose certificate that file is, made if there is none.

    Raises:
        WrongSetting: it cannot be kept there, or what is there cannot be used.
    """
    folder = certificate.parent
    try:
        if not folder.exists():
            _make(certificate)
    except OSError as why:
        raise WrongSetting(
            f"the local CA cannot be kept in {folder} ({why.strerror}): set XDG_DATA_HOME to a folder"
            " that can be written, or give --tls-cert"
        ) from why
    try:
        return _read(certificate)
    except WrongSetting as why:
        raise WrongSetting(
            f"the local CA cannot be used: {why}; delete the folder {folder}: the next start makes"
            " a new CA, which has to be trusted anew"
        ) from why


def _make(certificate: Path) -> None:
    """Make a local CA. Its certificate and its key appear together, or not at all, whoever else is at it."""
    import trustme

    folder = certificate.parent
    name = f"local CA {fresh()[:8]}"  # people may have those of several machines among what they trust
    ca = trustme.CA(organization_name="mockserver", organization_unit_name=name, path_length=0)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=".tls-", dir=folder.parent))  # nobody else may look into it
    try:
        (new / KEY_FILE).touch(0o600)
        ca.private_key_pem.write_to_path(new / KEY_FILE)
        ca.cert_pem.write_to_path(new / certificate.name)
        new.rename(folder)
    except OSError:
        if not folder.exists():  # else another server was faster, and its CA is the one
            raise
    finally:
        rmtree(new, ignore_errors=True)


def _read(certificate: Path) -> trustme.CA:
    """The CA of a certificate and the key beside it.

    Raises:
        WrongSetting: they are not those of a CA that is still valid.
    """
    key = certificate.with_name(KEY_FILE)
    context = _context()
    _load(context, certificate, key)
    context.load_verify_locations(certificate)
    found = context.get_ca_certs()
    if len(found) != 1:
        raise WrongSetting(f"{certificate} is not the certificate of a CA")
    ends = str(found[0]["notAfter"])
    if ssl.cert_time_to_seconds(ends) * 1000 <= RealClock().now():
        raise WrongSetting(f"{certificate} has expired ({ends})")
    import trustme

    return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
