"""The two bundled scenarios of the outbound family, walked from beginning to end as an application does."""

from __future__ import annotations

import json

import pytest

from tests.scenarios.worlds import named

OBS = "/rest/isales/v1/openapi/obs"
KEY = {"subCCNo": 1, "vdnId": 88}
PREVIEWED, PREDICTED = "1251250797", "1251250798"


class Client:
    """A CTI-OBS of one scenario."""

    def __init__(self, name, user):
        self.world = named(name)
        self.tokens = self.post("auth/login", **user).json["resultData"]

    def post(self, name, token=None, **body):
        shown = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.world.post(f"{OBS}/{name}", body, **shown)

    def ask(self, name, **body):
        answer = self.post(f"business/{name}", self.tokens["token"], **KEY, **body)
        assert answer.status_code == 200, answer.data
        assert answer.json["result"] == 0
        return answer.json.get("resultData")

    def pushed(self):
        return [json.loads(each.body) for each in self.world.sandbox.outbox.list()]


@pytest.fixture
def obs():
    return Client("huawei-write-back", {"user": "obs", "passwd": "s3cret"})


@pytest.fixture
def late():
    return Client("huawei-token-expiry", {"user": "mock-user", "passwd": "mock-passwd"})


def test_a_previewed_campaign_is_walked_from_login_to_final_result_and_push(obs):
    listed = obs.ask("tasks")["taskData"]
    datum = obs.ask("callnos", serviceId=PREVIEWED, batchCount=1)
    result = {
        "uniqueId": datum["uniqueId"],
        "serviceId": PREVIEWED,
        "status": "6",
        "callId": "1644464743-1388",
    }
    obs.ask("push/midresult", **result, phoneNumber=datum["phoneNumber"][0], deviceType=5)
    obs.ask("call/result", **result, failCode="00000")

    assert listed == [{"serviceId": PREVIEWED}, {"serviceId": PREDICTED}]
    assert (datum["uniqueId"], datum["phoneNumber"]) == ("21713676089219765504", ["88889156"])
    assert obs.pushed() == [
        [
            {
                "campaignId": PREVIEWED, "sessionId": "", "called": "88889156",
                "callTimeStr": "2026-02-22 10:00:00", "callStatus": 6, "failCode": "0", "vdnId": 88,
                "callId": "1644464743-1388", "recordPath": "",
            }
        ]
    ]  # fmt: skip


def test_a_predicted_number_that_fails_is_called_three_times_and_then_pushed(obs):
    seen = []
    for _ in range(3):
        datum = obs.ask("callnos", serviceId=PREDICTED, batchCount=1)
        seen.append((datum["uniqueId"], len(obs.pushed())))
        obs.ask("call/result", uniqueId=datum["uniqueId"], serviceId=PREDICTED, status="5", failCode="00603")

    assert seen == [("31713676089219765504", 0)] * 3
    assert [(told["callStatus"], told["failCode"]) for (told,) in obs.pushed()] == [(5, "00603")]


def test_a_token_expires_after_five_minutes_and_a_refresh_helps_for_an_hour(late):
    def status(token):
        return late.post("business/tasks", token, **KEY).status_code

    good = status(late.tokens["token"])
    late.world.sandbox.clock.move_to(late.world.sandbox.clock.now() + 300_000)
    expired = status(late.tokens["token"])
    renewed = late.post("auth/refresh", refreshToken=late.tokens["refreshToken"]).json["resultData"]
    good_again = status(renewed["token"])
    late.world.sandbox.clock.move_to(late.world.sandbox.clock.now() + 3_600_000)
    refused = late.post("auth/refresh", refreshToken=renewed["refreshToken"])

    assert (good, expired, good_again, status(renewed["token"])) == (200, 403, 200, 403)
    assert (refused.status_code, refused.json) == (
        403,
        {"result": "403", "resultDesc": "Authentication failed."},
    )


def test_a_refresh_token_is_no_token_there(late):
    assert late.post("business/tasks", late.tokens["refreshToken"], **KEY).status_code == 403
