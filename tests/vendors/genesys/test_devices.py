"""A user's phones."""

from mockserver.request import Headers, Request
from mockserver.vendors.genesys import VENDOR, devices
from tests.vendors.genesys.conftest import ME, OTHER_USER, PHONE, SECOND_PHONE, basic

BASE = "http://127.0.0.1:8080/api/v2"


def desk_of(centre, user):
    request = Request("POST", ME, Headers([("Authorization", basic(user))]))
    return centre.sandbox.desk(VENDOR, request, 1, centre.sandbox.clock.now())


def test_the_list_has_uris_and_with_fields_the_phones(centre):
    assert centre.read(f"{ME}/devices")["uris"] == [
        f"{BASE}/devices/{PHONE}",
        f"{BASE}/devices/{SECOND_PHONE}",
    ]
    phones = centre.read(f"{ME}/devices?fields=*")["devices"]
    assert [phone["phoneNumber"] for phone in phones] == ["5000", "5001"]


def test_a_phone_has_the_members_of_the_documented_sample_in_its_order(centre):
    phone = centre.read(f"{ME}/devices/{PHONE}")["device"]

    assert list(phone) == [
        "id",
        "deviceState",
        "userState",
        "phoneNumber",
        "e164Number",
        "telephonyNetwork",
        "doNotDisturb",
        "voiceEnvironmentUri",
        "capabilities",
    ]
    assert (phone["deviceState"], phone["telephonyNetwork"]) == ("Inactive", "Private")


def test_the_uris_begin_as_the_scenario_says(make_centre):
    centre = make_centre(external_api_url="https://gws.example/api/v2")

    assert centre.read(f"{ME}/devices")["uris"][0] == f"https://gws.example/api/v2/devices/{PHONE}"


def test_another_users_phone_is_not_found(centre):
    other = centre.read(f"{ME}/devices?fields=*", OTHER_USER)["devices"][0]["id"]

    assert centre.get(f"{ME}/devices/{other}").status == 404
    assert centre.get(f"{ME}/devices/nobodys").status == 404


def test_a_phone_is_found_by_its_users_path_alone_and_active_in_a_session(centre):
    path = f"/devices/{PHONE}"
    mine, theirs = desk_of(centre, "mock-agent"), desk_of(centre, OTHER_USER)

    assert [devices.id_of(mine, each) for each in (path, "/devices/nobodys", PHONE)] == [PHONE, None, None]
    assert devices.id_of(theirs, path) is None
    assert not devices.is_active(mine, PHONE)

    centre.start(devicePath=path)

    assert devices.is_active(mine, PHONE)
    assert not devices.is_active(mine, SECOND_PHONE)
    assert not devices.is_active(theirs, PHONE)
