from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callbacks.javamap import signed
from mockserver.callbacks.misreadings import MISTAKES, Case, Way, misreading
from mockserver.callbacks.signing import canonical, diagnose, explain, map_text, signature

ORACLE = Path(__file__).parent.parent / "oracles" / "huawei-signature.jsonl"
CASES = [json.loads(line) for line in ORACLE.read_text("utf-8").splitlines()]
SECRET, NONCE, TIMESTAMP = "czNjcmV0", "-14", "1645524163326"
RICH = {
    "called": "8888",
    "Zed": "1",
    "abc": "hello world, again",
    "tab": "a\tb",
    "callData": None,
    "serviceNo": "",
    "name": "中文",
    "\U00010000": "1",
    "\uffee": "2",
}


def sign(params: dict[str, Any], secret: str = SECRET) -> str:
    return signature(secret, canonical(secret, NONCE, TIMESTAMP, params))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_signs_as_java_does(case: dict[str, Any]) -> None:
    text = canonical(case["secret"], case["nonce"], case["timestamp"], case["params"])

    assert text == case["canonical"]
    assert signature(case["secret"], text) == case["signature"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (12, "12"),
        (1.0, "1.0"),
        (0.001, "0.001"),
        (1e7, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (-0.00012, "-1.2E-4"),
        (1e300, "1.0E300"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
        ({"b": 1, "a": None}, "{b=1, a=null}"),
        ([1, "x", [False]], "[1, x, [false]]"),
    ],
)
def test_a_value_is_printed_as_java_prints_it(value: object, text: str) -> None:
    assert map_text({"k": value}) == f"{{k={text}}}"


def test_half_a_surrogate_pair_is_signed_as_a_question_mark() -> None:
    assert sign({"a": "x\ud800"}) == sign({"a": "x?"})


@given(st.dictionaries(st.text(), st.none() | st.text() | st.booleans() | st.integers() | st.floats()))
def test_any_parameters_can_be_signed_and_no_space_is_left(params: dict[str, Any]) -> None:
    text = canonical("s", "n", "1", params)

    assert " " not in text
    assert len(base64.b64decode(signature("s", text))) == 32


def test_the_steps_end_in_the_signature_and_do_not_show_the_secret() -> None:
    steps = explain(SECRET, NONCE, TIMESTAMP, RICH)

    assert steps[-1].text == sign(RICH)
    assert not any(SECRET in step.text for step in steps)


def test_every_stage_has_the_rule_as_its_default() -> None:
    assert Way().sign(Case(SECRET, NONCE, TIMESTAMP, RICH)) == sign(RICH)


def test_nothing_is_wrong_with_the_right_signature() -> None:
    assert diagnose(SECRET, NONCE, TIMESTAMP, RICH, sign(RICH)) is None


def test_what_no_mistake_explains_stays_unexplained() -> None:
    assert diagnose(SECRET, NONCE, TIMESTAMP, RICH, "nonsense") is None


def test_white_space_around_a_signature_is_seen() -> None:
    told = diagnose(SECRET, NONCE, TIMESTAMP, RICH, sign(RICH) + "\n")

    assert told == "white space stands around the signature"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.words)
def test_a_mistake_is_told_by_its_signature(mistake: Any) -> None:
    case = Case(" 6162" if "trimmed" in mistake.words else "61626364", NONCE, TIMESTAMP, RICH)
    theirs = Way(**mistake.instead).sign(case)

    assert theirs is not None
    told = misreading(case, theirs)
    assert told is not None
    assert Way(**mistake.instead).sign(case) == theirs
    assert told == mistake.words or theirs == _first_way(case, told)


def _first_way(case: Case, words: str) -> str | None:
    return next(Way(**mistake.instead).sign(case) for mistake in MISTAKES if mistake.words == words)


def test_two_mistakes_at_once_are_told() -> None:
    code = hashlib.sha256(f"{SECRET}_{TIMESTAMP}_{NONCE}_a=b c".encode()).hexdigest()

    told = diagnose(SECRET, NONCE, TIMESTAMP, {"a": "b c"}, code)

    assert told is not None
    assert "spaces" in told
    assert "plain SHA-256, shown in hex" in told


def test_the_json_text_signed_alone_is_told() -> None:
    text = json.dumps({"b": "1", "a": None}, separators=(",", ":"))
    theirs = base64.b64encode(hmac.digest(SECRET.encode(), text.encode(), "sha256")).decode()

    told = diagnose(SECRET, NONCE, TIMESTAMP, {"b": "1", "a": None}, theirs)

    assert told is not None
    assert "JSON" in told
    assert "only the parameters" in told


def test_the_three_names_are_not_signed() -> None:
    assert signed({"nonce": 1, "timestamp": 2, "signature": 3, "a": 4}) == {"a": 4}
