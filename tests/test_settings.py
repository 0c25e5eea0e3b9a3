"""Settings of a server that no command line starts, and where what it keeps lies."""

from pathlib import Path

import pytest

from mockserver.settings import WrongSetting, data_folder, from_environment


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {}, "~/.local/share/mockserver"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/mockserver"),
        ("linux", {"XDG_DATA_HOME": "relative"}, "~/.local/share/mockserver"),
        ("linux", {"LOCALAPPDATA": "/local"}, "~/.local/share/mockserver"),
        ("darwin", {}, "~/Library/Application Support/mockserver"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/mockserver"),
        ("win32", {}, "~/AppData/Local/mockserver"),
    ],
)
def test_what_is_kept_lies_where_the_platform_has_it(platform, environ, folder):
    assert data_folder(environ, platform) == Path(folder).expanduser()


@pytest.mark.parametrize(
    ("text", "scheme"),
    [("1", "https"), ("on", "https"), ("TRUE", "https"), ("0", "http"), ("off", "http"), ("", "http")],
)
def test_the_variable_of_the_procfile_turns_tls_on_or_off(text, scheme):
    assert from_environment({"MOCKSERVER_TLS": text}).scheme == scheme


def test_a_switch_that_is_neither_on_nor_off_is_a_wrong_setting():
    with pytest.raises(WrongSetting, match="MOCKSERVER_TLS is 'maybe'"):
        from_environment({"MOCKSERVER_TLS": "maybe"})


def test_the_other_variables_are_hosts_and_files():
    found = from_environment(
        {"MOCKSERVER_TLS_HOSTS": "a.test 10.0.0.7", "MOCKSERVER_TLS_CERT": "c", "MOCKSERVER_TLS_KEY": "k"}
    )

    assert (found.tls_hosts, found.tls_cert, found.tls_key) == (("a.test", "10.0.0.7"), "c", "k")
