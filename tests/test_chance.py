"""Chance is one function of seed and name, on every machine and in every version."""

from hashlib import blake2b
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver import chance

SEEDS = st.integers(-(2**70), 2**70)
NAMES = st.lists(st.one_of(st.text(), st.integers(), st.none(), st.booleans(), st.binary()), max_size=5)


def hashed(seed, name, size):
    text = "\x1f".join(str(part) for part in name).encode("utf-8", "replace")
    return blake2b(text, digest_size=size, key=(seed % 2**64).to_bytes(8, "big")).digest()


@given(SEEDS, NAMES)
def test_a_number_is_the_hash_of_the_name_under_the_seed(seed, name):
    number = int.from_bytes(hashed(seed, name, 8), "big")

    assert chance.draw(seed, *name) == number
    assert chance.pick(seed, 1000, *name) == number % 1000
    assert chance.signed(seed, *name) == number - 2**63
    assert chance.fraction(seed, *name) == number / 2**64


@given(SEEDS, NAMES)
def test_an_identity_is_a_uuid_of_version_4(seed, name):
    made = chance.identity(seed, *name)

    assert made == str(UUID(bytes=hashed(seed, name, 16), version=4))
    assert UUID(made).version == 4


@given(SEEDS, NAMES)
def test_digits_and_lanes_are_of_the_same_hash(seed, name):
    assert chance.hexadecimal(seed, 33, *name) == hashed(seed, name, 17).hex()[:33]
    assert b"".join(lane.to_bytes(4, "big") for lane in chance.lanes(seed, *name)) == hashed(seed, name, 64)


@pytest.mark.parametrize("name", ["half of a pair: \ud800", "%s", "100 %"])
def test_any_text_is_a_name(name):
    assert chance.draw(1, name, name) == int.from_bytes(hashed(1, (name, name), 8), "big")


def test_the_values_of_the_first_release_are_the_values_of_this_one():
    assert chance.draw(7, "call id", 1) == 1125345391104895771
    assert chance.identity(7, "event", 1) == "6d5f2841-3bbc-4fef-bb6b-ad561d163751"
