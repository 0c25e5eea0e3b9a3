from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callbacks.egress import EgressGate, EgressRefused, Target

SHUT = EgressGate()
OPEN = EgressGate(
    ["app.test", "other.test:81", "10.0.0.0/8", "[fd00::5]:9", "169.254.169.254", "0.0.0.0/0", "::/0"]
)
NEVER = [
    "169.254.169.254",
    "169.254.0.1",
    "100.100.100.200",
    "0.0.0.0",
    "0",
    "224.0.0.1",
    "255.255.255.255",
    "0xA9FEA9FE",
    "2852039166",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[::]",
    "[ff02::1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::1]",
]


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://127.0.0.1:9/x", "127.0.0.1", 9),
        ("http://localhost", "localhost", 80),
        ("https://LOCALHOST./", "localhost", 443),
        ("http://alice.localhost:8080/", "alice.localhost", 8080),
        ("http://127.8.9.1/", "127.8.9.1", 80),
        ("http://0x7f.1/", "127.0.0.1", 80),
        ("http://2130706433/", "127.0.0.1", 80),
        ("http://0177.0.0.01/", "127.0.0.1", 80),
        ("http://127.1/", "127.0.0.1", 80),
        ("http://１２７.0.0.1/", "127.0.0.1", 80),
        ("http://[::1]:5/", "::1", 5),
        ("http://[0:0:0:0:0:ffff:7f00:1]/", "127.0.0.1", 80),
    ],
)
def test_this_machine_is_always_allowed(url: str, host: str, port: int) -> None:
    target = SHUT.check_url(url)

    assert (target.host, target.port) == (host, port)


@pytest.mark.parametrize("host", NEVER)
@pytest.mark.parametrize("gate", [SHUT, OPEN], ids=["shut", "open"])
def test_some_addresses_are_never_allowed(gate: EgressGate, host: str) -> None:
    with pytest.raises(EgressRefused, match="never sent to"):
        gate.check_url(f"http://{host}/")


@pytest.mark.parametrize("host", ["app.test", "8.8.8.8", "[2001:db8::1]", "10.0.0.1", "134744072"])
def test_elsewhere_is_refused_and_the_way_to_allow_it_is_told(host: str) -> None:
    with pytest.raises(EgressRefused, match="--allow-callback "):
        SHUT.check_url(f"http://{host}/")


@pytest.mark.parametrize(
    "url", ["http://App.Test:1/", "http://other.test:81/", "http://10.9.9.9/", "https://[fd00::5]:9/"]
)
def test_what_the_configuration_names_is_allowed(url: str) -> None:
    gate = EgressGate(["app.test", "OTHER.test:81", "10.0.0.0/8", "[fd00::5]:9"])

    assert gate.check_url(url).scheme in url


@pytest.mark.parametrize("url", ["http://other.test:82/", "http://sub.app.test/", "http://app.test.evil/"])
def test_a_name_is_allowed_as_it_is_named(url: str) -> None:
    with pytest.raises(EgressRefused, match="not allowed"):
        EgressGate(["app.test", "other.test:81"]).check_url(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://localhost/", "begin with http"),
        ("//localhost/", "begin with http"),
        ("file:///etc/passwd", "begin with http"),
        ("", "begin with http"),
        ("http://", "no host"),
        ("http:///x", "no host"),
        ("http://user:secret@localhost/", "user name"),
        ("http://localhost:99999/", "no port"),
        ("http://localhost:0/", "port 0"),
        ("http://localhost:8x/", "no host and port"),
        ("http://[::1/", "cannot be read"),
        ("http://[::1]x/", "no host and port"),
        ("http://[fe80::1%25eth0]/", "no IPv6"),
        ("http://127.0.0.1\r\nX: y/", "control character"),
        ("http://localhost/a b", "a space"),
        ("http://evil.test\\@localhost/", "a backslash"),
        ("http://256.1.1.1/", "no IPv4"),
        ("http://1.2.3.4.5/", "no IPv4"),
        ("http://1.09/", "no part of an IPv4"),
        ("http://-a.test/", "no host that can be"),
        ("http://\u2100.test/", "cannot be read|no host"),
        ("http://localhost/" + "x" * 2048, "2065 characters"),
    ],
)
def test_what_is_no_url_to_send_to_is_refused_with_a_reason(url: str, why: str) -> None:
    with pytest.raises(EgressRefused, match=why):
        SHUT.check_url(url)


def test_path_and_query_stay_as_they_are_written() -> None:
    target = SHUT.check_url("http://2130706433:81/a%2Fb/../c?x=%7e&&y#part")

    assert target == Target("http", "127.0.0.1", 81, "2130706433:81", "/a%2Fb/../c?x=%7e&&y")
    assert target.place == ("http", "127.0.0.1", 81)


def test_a_query_without_a_path_gets_one() -> None:
    assert SHUT.check_url("http://[::1]?x").place == ("http", "::1", 80)


def test_an_allowed_name_does_not_open_addresses_that_never_are() -> None:
    gate = EgressGate(["app.test"])

    assert gate.admit("app.test", 80, ["169.254.169.254", "10.0.0.1", "fe80::1%2", "::1"]) == [
        "10.0.0.1",
        "::1",
    ]


def test_a_name_that_nobody_named_opens_only_allowed_networks() -> None:
    gate = EgressGate(["10.0.0.0/8"])

    assert gate.check_url("http://app.test/").host == "app.test"
    assert gate.admit("app.test", 80, ["10.1.1.1", "11.1.1.1"]) == ["10.1.1.1"]


@pytest.mark.parametrize(
    "entry", ["http://x", "a b", "x/y", "", ":80", "u@x", "x:99999", "x:0", "10.0.0.0/33"]
)
def test_an_entry_that_is_none_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="give a host"):
        EgressGate([entry])


@given(st.text())
def test_any_text_is_a_target_or_is_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://{text}/"):
        try:
            host = SHUT.check_url(url).host
        except EgressRefused:
            continue
        assert host.startswith(("127.", "localhost", "::1")) or host.endswith(".localhost")


@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_address_is_judged_alike(address: object) -> None:
    number = int(address)  # type: ignore[call-overload]
    spellings = [str(address), str(number), hex(number), f"[::ffff:{address}]"]

    assert len({_verdict(f"http://{spelling}/") for spelling in spellings}) == 1


def _verdict(url: str) -> bool:
    try:
        SHUT.check_url(url)
    except EgressRefused:
        return False
    return True
