"""What an application that listens by Bayeux (CometD) is put through, as a table.

Rule: such an application answers nothing that could be judged; it is right if, whatever was done to it, it
is connected and subscribed again in time, and fetches what is told then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.callbacks.misdeeds.base import Draft
from mockserver.callbacks.misdeeds.words import MANY_TONGUES, NullMembers, UnknownMembers
from mockserver.certify.calls import Calls
from mockserver.certify.trials import BURST
from mockserver.frozen import frozen
from mockserver.kit import Settings, Telling, Vendor

Message = dict[str, Any]  # a channel and data, as JSON


@frozen
class Ordeal:
    """A case: what the client is told, what happens to its connects, whether its session is lost."""

    name: str
    label: str
    about: str
    why: str
    messages: tuple[Message, ...] = ()
    fault: Any = None  # of one connect, in the words of scenario files
    respond: Any = None  # to one connect, in the same words
    is_lost: bool = False

    @property
    def title(self) -> str:
        """What it is called in reports."""
        return f"{self.name}, {self.label}" if self.label else self.name


@frozen
class Spoiling:
    """Something that goes wrong with messages."""

    about: str
    why: str
    spoil: Callable[[Sequence[Message]], Sequence[Message]]


def _with_data(change: Callable[[Any], Any]) -> Callable[[Sequence[Message]], Sequence[Message]]:
    return lambda messages: [{**each, "data": change(each["data"])} for each in messages]


def _draft(data: Any) -> Draft:
    return Draft(data, (), lambda _members: b"")


# fmt: off
SPOILINGS: Mapping[str, Spoiling] = {
    "duplicate":       Spoiling("each message twice", "a server that is not sure tells it again",
                                lambda messages: [each for each in messages for _ in range(2)]),
    "out_of_order":    Spoiling("the messages of a call in reverse", "networks keep no order",
                                lambda messages: messages[::-1]),
    "null_members":    Spoiling("every member is null", "members may be absent",
                                _with_data(lambda data: NullMembers().spoil(_draft(data)).members)),
    "unknown_members": Spoiling("it has members that no page names", "a vendor adds members without asking",
                                _with_data(lambda data: UnknownMembers().spoil(_draft(data)).members)),
    "unicode":         Spoiling("there is a text in many alphabets", "people write what they like",
                                _with_data(lambda data: {**data, "xText": MANY_TONGUES})),
    "maximum_lengths": Spoiling("there is a text of 60,000 letters", "what is allowed may come",
                                _with_data(lambda data: {**data, "xText": "x" * 60_000})),
    "no_object":       Spoiling("the data is a text", "not every message is the application's own",
                                _with_data(lambda data: "hello")),
}
FAULTS: Mapping[str, tuple[Any, str]] = {  # of one connect: the fault, and what it is in words
    "connection_reset": ("CONNECTION_RESET_BY_PEER", "the connection is reset"),
    "empty_response":   ("EMPTY_RESPONSE", "the connection is closed without an answer"),
    "random_data":      ("RANDOM_DATA_THEN_CLOSE", "what comes back is no HTTP"),
    "truncated":        ({"truncate": "50%"}, "the answer breaks off"),
    "slow":             ({"dribble": {"pieces": 5, "over": "2s"}}, "the answer comes in pieces"),
}
ANSWERS: Mapping[str, tuple[Any, str]] = {
    "unavailable":        ({"status": 503}, "the server is unavailable for a moment"),
    "wrong_content_type": ({"status": 200, "body": "<html>Hello</html>", "content_type": "text/html"},
                           "a page of HTML comes instead of the answer"),
    "malformed":          ({"status": 200, "body": "[{", "content_type": "application/json"},
                           "the answer is no JSON"),
}
# fmt: on
_ON = "one bad answer must not be the end of listening"
LISTENING = ("documented", *SPOILINGS, *FAULTS, *ANSWERS, "lost_session", "burst", "afterwards")


def messages_of(vendor: Vendor, settings: Settings, calls: Calls) -> Iterator[tuple[str, list[Message]]]:
    """What is told of calls, for each way a call may end: those messages, in order."""
    told = [notice for notice in vendor.notices if notice.on is not None]
    for label, script in calls.courses(told[0]) if told else ():
        (happenings,) = calls.played(script)
        yield (
            label,
            [
                {"channel": channel, "data": notice.says(telling)}
                for happening in happenings
                for notice in told
                if notice.on is happening.event
                for telling in (Telling(happening, settings, 0),)
                if (channel := notice.to(telling)) is not None
            ],
        )


def ordeals(courses: Sequence[tuple[str, list[Message]]], burst: int = BURST) -> Iterator[Ordeal]:
    """Every case, in the order in which it is put to the client."""
    for label, messages in courses:
        yield Ordeal(
            "documented", label, "as the vendor tells it", "that is what it listens for", tuple(messages)
        )
    plain = next((tuple(messages) for _, messages in courses if messages), ())
    for name, spoiling in SPOILINGS.items():
        yield Ordeal(name, "", spoiling.about, spoiling.why, tuple(spoiling.spoil(plain)))
    for name, (fault, about) in FAULTS.items():
        yield Ordeal(name, "", about, _ON, plain, fault=fault)
    for name, (answer, about) in ANSWERS.items():
        yield Ordeal(name, "", about, _ON, plain, respond=answer)
    why = "it has to shake hands and subscribe again"
    yield Ordeal("lost_session", "", "the server has forgotten its session", why, is_lost=True)
    many = (plain * (burst // max(1, len(plain)) + 1))[:burst]
    yield Ordeal("burst", "", f"{len(many)} messages at once", "an hour's calls may end in one second", many)
    yield Ordeal("afterwards", "", "as the vendor tells it, after all that", "it goes on listening", plain)
