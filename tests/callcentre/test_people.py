"""Made-up people: the same in every process, in every locale."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest

from mockserver.callcentre.people import People, UnknownLocale, known_locale, locales, tables_of

DRAWS = [
    "name",
    "first_name",
    "last_name",
    "user",
    "company",
    "street",
    "city",
    "sentence",
    "phone",
    "person",
]
ELSEWHERE = """
import json, sys
from dataclasses import asdict
import mockserver.app
from mockserver.callcentre.people import People, tables_of
People(1, "it_IT")
assert "faker" not in sys.modules
print(json.dumps(asdict(tables_of("it_IT"))))
"""


@pytest.fixture
def people():
    return People(1)


@pytest.mark.parametrize("draw", DRAWS)
def test_the_same_key_draws_the_same_whatever_was_drawn_before(draw):
    first, second = People(1), People(1)
    getattr(second, draw)("something", "else")

    assert getattr(first, draw)("acme", 7) == getattr(second, draw)("acme", 7)


@pytest.mark.parametrize("draw", DRAWS)
def test_other_keys_and_other_seeds_draw_other_values(draw, people):
    assert len({getattr(people, draw)("acme", number) for number in range(50)}) > 20
    assert [getattr(people, draw)(number) for number in range(9)] != [
        getattr(People(2), draw)(number) for number in range(9)
    ]


def test_a_phone_number_is_digits_after_at_most_a_plus(people):
    numbers = [people.phone(number) for number in range(200)]

    assert all(number.removeprefix("+").isdigit() and number.isascii() for number in numbers)
    assert min(map(len, numbers)) >= 10


def test_the_tables_hold_about_two_thousand_values(people):
    sizes = {name: len(table) for name, table in asdict(people.tables).items()}

    assert 1_500 < sum(sizes.values()) < 2_500
    assert min(sizes.values()) > 100


def test_tables_are_filled_once_whoever_asks_first():
    with ThreadPoolExecutor(8) as pool:
        filled = list(pool.map(tables_of, ["de_CH"] * 8))

    assert all(each is filled[0] for each in filled)


def test_tables_are_the_same_in_another_process_and_importing_the_server_does_not_import_faker():
    # it_IT makes one of its lists of a set, whose order differs between processes.
    there = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True)

    assert json.loads(there.stdout) == json.loads(json.dumps(asdict(tables_of("it_IT"))))


@pytest.mark.parametrize("locale", ["zh_CN", "ar_SA", "en_PH", "es_CL", "fr_QC", "de_LI"])
def test_every_locale_has_every_kind_of_value(locale):
    # en_PH has no phone_number, es_CL no name without weights, and Faker warns of fr_QC.
    people = People(1, locale)

    assert all(getattr(people, draw)("key") for draw in DRAWS)


def test_names_are_those_of_the_locale():
    assert People(1, "zh_CN").name("key") > "一"


def test_the_known_locales_are_fakers():
    from faker.config import AVAILABLE_LOCALES

    assert locales() == frozenset(AVAILABLE_LOCALES)


def test_a_locale_may_be_written_with_a_hyphen():
    assert known_locale("zh-CN") == "zh_CN"


@pytest.mark.parametrize(("wrong", "near"), [("en_UK", "en_US"), ("zh_CM", "zh_CN"), ("klingon", "en_US")])
def test_an_unknown_locale_is_refused_with_the_nearest_known_ones(wrong, near):
    with pytest.raises(UnknownLocale, match=near) as why:
        People(1, wrong)

    assert repr(wrong) in str(why.value)
