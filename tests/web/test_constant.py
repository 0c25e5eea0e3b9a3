"""An answer that is always the same is put into words once for each operation and format."""

from dataclasses import replace

from mockserver import plain
from mockserver.kit import Constant
from mockserver.reply import Reply


class Words:
    """Puts values into words, and counts."""

    def __init__(self):
        self.asked = []

    def __call__(self, value):
        self.asked.append(value)
        return Reply(200, repr(value).encode())


def test_it_is_put_into_words_once_for_each_owner_and_format():
    answer, words = Constant({"result": 0}), Words()
    owners, choices = (object(), object()), (plain.JSON, plain.XML)

    replies = [answer.reply(owner, choice, words) for _ in range(3) for owner in owners for choice in choices]

    assert len(words.asked) == 4
    assert replies[:4] == replies[4:8] == replies[8:]
    assert len({id(reply) for reply in replies}) == 4


def test_formats_that_come_and_go_are_not_kept_for_ever():
    answer, words, owner = Constant([1]), Words(), object()

    for number in range(1000):
        answer.reply(owner, replace(plain.JSON, content_type=f"application/v{number}+json"), words)

    assert len(words.asked) == 1000
    assert len(answer._replies) <= 64
