"""What is asked of the outbound family, as a table whose rows join the vendor's."""

from __future__ import annotations

from mockserver.kit import ASSUMED, Operation
from mockserver.vendors.huawei.obs import answers, campaigns, reading, tokens, wire, writeback

BASE = f"{answers.BASE}/obs"
ONE = f"{answers.CAMPAIGNS}{{vdnId}}"

# fmt: off
CAMPAIGN_OPERATIONS = (
    Operation("createCampaign", "POST", ONE, wire.Campaign, campaigns.create,
              about="A campaign, which is an outbound task from then on"),
    Operation("addCallData", "POST", f"{ONE}/calldata/{{campaignId}}", wire.CallDataList,
              campaigns.add_numbers, about="At most 20 numbers more for a campaign"),
    Operation("queryCallData", "GET", f"{ONE}/calldata/{{campaignId}}/{{dataId}}", None, campaigns.query,
              about="A number of a campaign"),
    Operation("queryCallResult", "GET", f"{ONE}/callresultdetail/{{callId}}", None, campaigns.result,
              about="What became of a call"),
)
OBS_OPERATIONS = (
    Operation("obsLogin", "POST", f"{BASE}/auth/login", wire.Login, tokens.login, wire.Answer,
              open=True, about="A token and a refresh token for a user and password"),
    Operation("obsRefresh", "POST", f"{BASE}/auth/refresh", wire.Refresh, tokens.refresh, wire.Answer,
              open=True, about="New tokens for a live refresh token"),
    Operation("obsInterface", "POST", f"{BASE}/business/interface", wire.Version, reading.interface,
              wire.Answer, about="The version and the addresses of the interfaces"),
    Operation("obsTasks", "POST", f"{BASE}/business/tasks", wire.Centre, reading.list_tasks,
              wire.Answer, about="The outbound tasks of a virtual call centre"),
    Operation("obsCallNos", "POST", f"{BASE}/business/callnos", wire.Reading, reading.call_numbers,
              wire.Answer, fidelity=ASSUMED, about="The next data of a task"),
    Operation("obsIsHoliday", "POST", f"{BASE}/business/isholiday", wire.Holiday, reading.is_holiday,
              wire.Answer, about="Whether a day is a holiday"),
    Operation("obsMidResult", "POST", f"{BASE}/business/push/midresult", wire.CallOutcome,
              writeback.mid_result, about="An intermediate result; of a preview, the result"),
    Operation("obsCallResult", "POST", f"{BASE}/business/call/result", wire.CallOutcome,
              writeback.call_result, about="The result of a call"),
)
# fmt: on
