"""A server that watches its scenario file, on every kind of server, while the file is edited."""

import time

import pytest

pytestmark = pytest.mark.live
RULE = "vendors: {huawei: {}}\nname: first\nrules: [{path: '*', respond: {status: 501}}]\n"


def until(said, told, seconds=15):
    """The first answer that holds what is told."""
    end = time.monotonic() + seconds
    while not told(answer := said()):
        assert time.monotonic() < end, answer
        time.sleep(0.1)
    return answer


@pytest.mark.parametrize("server", ["loop", "gthread", "werkzeug"])
def test_an_edited_file_is_played_and_a_broken_one_is_not(start, server):
    with start(RULE, "--watch", "--server", server) as mock:
        file = start.folder / f"scenario-{len(start.running) - 1}.yaml"

        def health():
            return mock.admin("GET", "/health")

        def status():
            return mock.post("/apigovernance/api/oauth/tokenByAkSk", {}).status_code

        assert (health()["scenario"], status()) == ("first", 501)

        file.write_text(RULE.replace("first", "second").replace("501", "502"))
        until(health, lambda told: told["scenario"] == "second")
        assert status() == 502

        file.write_text(RULE + "sede: 1\n")
        told = until(health, lambda told: told["mistakes"])
        assert (told["scenario"], status()) == ("second", 502)
        assert "found the key 'sede'" in told["mistakes"][0]

        file.write_text(RULE)
        until(health, lambda told: not told["mistakes"])
        assert status() == 501
