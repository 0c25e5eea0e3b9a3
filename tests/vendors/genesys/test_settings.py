"""What a scenario may say: users with phones of their own, and what is refused."""

import pytest
from marshmallow import ValidationError

from mockserver.vendors.genesys import VENDOR
from mockserver.vendors.genesys.settings import DEMO_USER, SAMPLE_DEVICES

ANN = {"user": "ann", "password": "secret"}


def load(**settings):
    return VENDOR.settings().load(settings)


def test_without_settings_the_phones_of_the_documents_samples_are_a_users():
    people = load()["people"]

    assert tuple(phone["id"] for phone in people[DEMO_USER]["devices"]) == SAMPLE_DEVICES
    assert len(people) == 2


def test_ids_that_are_left_out_are_made_of_the_names_and_always_the_same():
    one, again = (load(users=[{**ANN, "devices": [{"phone_number": "1"}]}])["people"]["ann"] for _ in "12")
    other = load(users=[{**ANN, "devices": [{"phone_number": "2"}]}])["people"]["ann"]

    assert one == again
    assert one["id"] == other["id"]
    assert one["devices"][0]["id"] != other["devices"][0]["id"]
    assert one["email"] == "ann@example.com"


def test_ids_that_are_given_stay():
    phone = {"phone_number": "1", "id": "phone-1"}
    ann = load(users=[{**ANN, "id": "u1", "email": "a@b.c", "devices": [phone]}])["people"]["ann"]

    assert (ann["id"], ann["email"], ann["devices"][0]["id"]) == ("u1", "a@b.c", "phone-1")
    assert ann["devices"][0]["user"] == "ann"


def test_the_users_are_the_credentials_of_a_world():
    assert list(VENDOR.owned(load(users=[ANN, {**ANN, "user": "bob"}]))) == ["ann", "bob"]


PHONE = {"phone_number": "1", "id": "p1"}


@pytest.mark.parametrize(
    ("users", "where"),
    [
        ([ANN, ANN], {1: {"user": ["Must be another than those before."]}}),
        (
            [
                {**ANN, "devices": [PHONE]},
                {"user": "bob", "password": "", "devices": [{**PHONE, "id": "p2"}]},
            ],
            {1: {"devices": {0: {"phone_number": ["Must be another than those before."]}}}},
        ),
        (
            [{**ANN, "devices": [PHONE, {**PHONE, "phone_number": "2"}]}],
            {0: {"devices": {1: {"id": ["Must be another than those before."]}}}},
        ),
    ],
    ids=["a name", "a number", "an id"],
)
def test_what_has_to_be_unique_is(users, where):
    with pytest.raises(ValidationError) as why:
        load(users=users)

    assert why.value.messages == {"users": where}


@pytest.mark.parametrize(
    "settings",
    [
        {"users": []},
        {"users": [{"user": "a:b", "password": ""}]},
        {"users": [{"user": "ann"}]},
        {"users": [{**ANN, "roles": ["ROLE_KING"]}]},
        {"users": [{**ANN, "devices": [{}]}]},
        {"features": ["api-everything"]},
        {"channels": ["smoke"]},
        {"statuses": {"21": 400}},
        {"statuses": {"1": 99}},
        {"error_status": "teapot"},
        {"feature_missing": 4},
        {"session_seconds": 0},
        {"external_api_url": "nowhere"},
        {"usres": []},
    ],
    ids=str,
)
def test_a_mistake_is_refused(settings):
    with pytest.raises(ValidationError):
        load(**settings)


def test_every_assumption_is_a_setting():
    assert VENDOR.assumptions.keys() <= VENDOR.settings._declared_fields.keys()
