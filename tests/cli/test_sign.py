import json
from pathlib import Path

import pytest

ORACLE = Path(__file__).parent.parent / "oracles" / "huawei-signature.jsonl"
CASES = [json.loads(line) for line in ORACLE.read_text().splitlines()]
GOOD = {"secret": "s3cret", "nonce": "-1", "timestamp": "2", "params": {"b": "x y", "a": None}}
RIGHT = "s3cret_2_-1_a=null,b=xy"


def given(**changes):
    return json.dumps({**GOOD, **changes})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_recorded_signature_is_made(run, case):
    asked = {name: case[name] for name in ("secret", "nonce", "timestamp", "params")}

    ran = run("sign", "huawei", "--json", stdin=json.dumps(asked))

    assert ran.json == {"canonical": case["canonical"], "signature": case["signature"]}
    assert ran.out.count("\n") == 1


def test_without_json_the_steps_are_explained_and_the_secret_is_not_shown(run):
    ran = run("sign", "huawei", stdin=given())

    assert ran.out.startswith("1. ")
    assert "HmacSHA256" in ran.out
    assert "s3cret" not in ran.out


def test_a_right_signature_is_equal(run):
    right = run("sign", "huawei", "--json", stdin=given()).json["signature"]

    ran = run("sign", "huawei", "--compare", right, stdin=given())

    assert (ran.code, ran.out) == (0, "equal: the signature is right\n")


def test_a_signature_over_the_unsorted_map_is_told_apart_with_its_cause(run):
    spaced = run("sign", "huawei", "--json", stdin=given(params={"b": "xy"})).json["signature"]

    ran = run("sign", "huawei", "--compare", spaced, stdin=given(params={"b": "xy", "a": None}))

    assert ran.code == 1
    assert "null" in ran.out.partition("likely cause: ")[2]


def test_a_difference_as_json(run):
    ran = run("sign", "huawei", "--compare", "nonsense", "--json", stdin=given())

    assert ran.code == 1
    assert (ran.json["equal"], ran.json["differsAt"], ran.json["canonical"]) == (False, 0, RIGHT)


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        ("", "empty"),
        ("{", "not JSON"),
        (b"\xff\xfe\xff", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "JSON object"),
        (given(secret=None), "'secret'"),
        (given(nonce=["1"]), "'nonce'"),
        (given(timestamp=True), "'timestamp'"),
        (given(params=[]), "'params'"),
    ],
)
def test_bad_input_is_one_line(fails, stdin, says):
    assert says in fails("sign", "huawei", "--json", stdin=stdin)


def test_numbers_for_nonce_and_timestamp_are_taken_as_their_text(run):
    assert run("sign", "huawei", "--json", stdin=given(nonce=-1, timestamp=2)).json["canonical"] == RIGHT


def test_half_a_surrogate_pair_passes_through(run):
    stdin = given(params={"a": "\ud800"})

    assert run("sign", "huawei", "--json", stdin=stdin).json["canonical"].endswith("a=\ud800")


def test_a_vendor_that_signs_nothing_says_who_does(fails):
    assert "huawei" in fails("sign", "hostedsuite", stdin=given())
