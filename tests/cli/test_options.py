"""Options that several commands have, and what a command makes of an answer of the admin API."""

import pytest

from mockserver.cli.admin import WRONG, Admin
from mockserver.cli.failing import Mistake, Unmet
from mockserver.cli.options import Seconds
from mockserver.remote import admin as remote


@pytest.mark.parametrize(
    ("text", "seconds"), [("10", 10), ("0.1", 0.1), (2, 2), ("500ms", 0.5), ("1.5m", 90), ("1h 30m", 5400)]
)
def test_a_time_is_a_number_of_seconds_or_a_text(text, seconds):
    assert Seconds(0, 86_400).convert(text, None, None) == seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 422, 500])
def test_an_answer_that_something_was_asked_wrongly_is_a_mistake_and_any_other_no_is_not(monkeypatch, status):
    def ask(self, *_args, **_more):
        raise remote.AdminRefused(self.url, status, {"errors": [{"title": "so it is"}]})

    monkeypatch.setattr(remote.Admin, "ask", ask)

    with pytest.raises(Mistake if status in WRONG else Unmet):
        Admin().get("/rules")


def test_the_option_that_says_where_the_server_is_is_named():
    with pytest.raises(Unmet, match=r"Connection refused.; --attach says where it is"):
        Admin("http://127.0.0.1:9", option="--attach").get("/rules")
