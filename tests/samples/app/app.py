"""A sample application: it takes callbacks, and does one job against the vendors' APIs.

``python app.py JOB`` as ``mockserver replay SCENARIO --target http://127.0.0.1:9000 -- python app.py JOB``
starts it. MOCKSERVER_URL is where the vendors' APIs are, MOCKSERVER_TARGET where it listens itself.
Only the standard library is used, and nothing of mockserver: an application knows no mock.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from collections.abc import Callable
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from callbacks import doubt

API = os.environ.get("MOCKSERVER_URL", "http://127.0.0.1:8080")
OWN = os.environ.get("MOCKSERVER_TARGET") or "http://127.0.0.1:9000"
WHO = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}
OBS = "/rest/isales/v1/openapi/obs"
PATIENCE = 10.0  # seconds for an answer
PAUSE = 0.1  # seconds until a vendor in trouble is asked again
Job = Callable[[], None]


def ask(path: str, body: Any = None, **headers: str) -> Any:
    """What an API answers to a value sent as JSON, or to ready bytes; HTTPError for a refusal."""
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Content-Type": "application/json", "Accept": "application/json", **named}
    with urlopen(Request(API + path, data, sent), timeout=PATIENCE) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def keep_trying(do: Callable[[], Any], times: int = 5, pause: float = 0.01) -> Any:
    """Do it again while the other side fails; what the client did wrong is not tried again."""
    for left in reversed(range(times)):
        try:
            return do()
        except (OSError, HTTPException) as why:
            if left == 0 or (isinstance(why, HTTPError) and why.code < 500):
                raise
            time.sleep(pause)  # noqa: TID251 (an application keeps real time)
    return None


# HostedSuite: notes on call records


def note(id: str, text: str) -> Any:
    return ask("/api/calls/update", {**WHO, "Id": id, "Notes": text})


def notes_that_fail() -> None:
    keep_trying(lambda: note("flaky", "third time lucky"))
    keep_trying(lambda: note("lost-answer", "once"))


# Huawei: two-way calls

STRANGE = (*(f"555000{end}" for end in "123456"), *(f"555001{end}" for end in "1234"))


def call(*called: str, told_at: str = "") -> None:
    """Place a call to each; the release callback goes to the path, where one is given."""
    login = {"app_key": "mock-app-key", "app_secret": "mock-app-secret"}
    token = ask("/apigovernance/api/oauth/tokenByAkSk", login)["AccessToken"]
    back = {"callBackUrl": base64.b64encode(f"{OWN}{told_at}".encode()).decode()} if told_at else {}
    for number in called:
        asked = {"caller": "13800000001", "called": number, **back}
        ask("/apiaccess/CC-Management/v1/mobileAgent/createCall", asked, Authorization=f"Bearer {token}")


# Huawei: results of an outbound campaign


class Obs:
    """A session of the outbound interface: it logs in, and refreshes its token when that has expired."""

    def __init__(self, user: str, passwd: str) -> None:
        self._keep(ask(f"{OBS}/auth/login", {"user": user, "passwd": passwd}))

    def _keep(self, answer: Any) -> None:
        self.token, self.refresh = (answer["resultData"][name] for name in ("token", "refreshToken"))

    def ask(self, path: str, **members: Any) -> Any:
        """What the interface answers; with a fresh token, where the old one is refused."""
        try:
            return self._ask(path, members)
        except HTTPError as why:
            if why.code not in (401, 403):
                raise
            self._keep(ask(f"{OBS}/auth/refresh", {"refreshToken": self.refresh}, **self._who()))
            return self._ask(path, members)

    def _ask(self, path: str, members: Any) -> Any:
        return ask(f"{OBS}/business/{path}", {"subCCNo": 1, "vdnId": 88, **members}, **self._who())

    def _who(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def write_back() -> None:
    obs, task = Obs("obs", "s3cret"), "1251250797"
    obs.ask("callnos", serviceId=int(task), batchCount=1)
    result = {
        "uniqueId": "21713676089219765504",
        "serviceId": task,
        "status": "6",
        "callId": "1644464743-1388",
    }
    obs.ask("push/midresult", **result, deviceType=5, phoneNumber="88889156")
    obs.ask("call/result", **result, failCode="00000")


def write_back_again_and_again() -> None:
    """A vendor in trouble: each result is tried again after a while, and written once."""
    obs = Obs("mock-user", "mock-passwd")
    for id in ("21713676089219765504", "21713676089219765505"):
        result = {"uniqueId": id, "serviceId": "1251250797", "status": "6", "failCode": "00000"}
        keep_trying(lambda result=result: obs.ask("call/result", **result), pause=PAUSE)


SESSIONS: list[Obs] = []


def begin_shift() -> None:
    SESSIONS.append(Obs("mock-user", "mock-passwd"))
    SESSIONS[0].ask("tasks")


def tick() -> None:
    """What the application does every few minutes: it looks for tasks."""
    for session in SESSIONS:
        session.ask("tasks")


# WEYI: requests for interpreters

FINISHED = {"NeedSurvey": "N", "TotalTime": 2.5, "IsSuccessful": True}
ONE_CALL = "<ParaCallInfo><CallTime>2.5</CallTime><ThirdPartyCallId>7</ThirdPartyCallId></ParaCallInfo>"
IN_ORDER = f"<Calls>{ONE_CALL}</Calls><IsSuccessful>true</IsSuccessful><NeedSurvey>Y</NeedSurvey>"
SPACE = "http://schemas.datacontract.org/2004/07/API.Models"
XML = f'<ParaCallInfoList xmlns="{SPACE}">{IN_ORDER}<TotalTime>2.5</TotalTime></ParaCallInfoList>'


def finish_in_xml() -> None:
    ask("/Client/Request/CallFinishedNew", XML.encode(), Token="careful", Content_Type="application/xml")


# Genesys: an agent's desktop

ANN = {"Authorization": "Basic " + base64.b64encode(b"ann:s3cret").decode()}
PHONE = {"applicationId": 134, "devicePath": "/devices/phone-of-ann"}


class Desktop:
    """Ann's desktop: a session, its channel, and what she does with records."""

    def __init__(self) -> None:
        self._channel = 0
        self.client = ""
        self.shake()
        self.ask("me", operationName="StartContactCenterSession", channels=["voice"])

    def ask(self, path: str, **members: Any) -> Any:
        return ask(f"/api/v2/{path}", members, **ANN)

    def shake(self) -> None:
        """Shake hands, and subscribe."""
        shaken = self._say("/meta/handshake", version="1.0", supportedConnectionTypes=["long-polling"])
        self.client = shaken[0]["clientId"]
        self._say("/meta/subscribe", subscription=["/v2/me/**", "/v2/me/outbound"])

    def _say(self, channel: str, **members: Any) -> Any:
        who = {"clientId": self.client} if self.client else {}
        return ask("/api/v2/notifications", [{"channel": channel, **who, **members}], **ANN)

    def hear(self) -> None:
        """Ask for messages; a lost answer is asked for again, a lost session begun again."""
        ways = {"connectionType": "long-polling", "advice": {"timeout": 0}}
        heard = keep_trying(lambda: self._say("/meta/connect", **ways))
        if not heard[-1].get("successful"):
            self.client = ""
            self.shake()

    def campaign(self, what: str) -> None:
        self.ask("me/outbound-campaigns/Spring", operationName=what, **PHONE)

    def record(self, handle: int, what: str, **members: Any) -> None:
        which = {"campaignName": "Spring", "callingList": "Customers", **PHONE, **members}
        self.ask(f"me/outbound-records/{handle}", operationName=what, **which)

    def dial(self, number: str, handle: int) -> None:
        dialled = {"phoneNumber": number}
        with_record = {"GSW_RECORD_HANDLE": handle}
        self.ask(
            "me/devices/phone-of-ann/calls", operationName="Dial", destination=dialled, userData=with_record
        )


def preview() -> None:
    desktop = Desktop()
    desktop.campaign("GetPreviewRecord")
    desktop.hear()
    desktop.dial("647001", 1)
    desktop.record(1, "CompleteRecord", callResult="Answer")
    desktop.hear()


def preview_on_a_bad_network() -> None:
    desktop = Desktop()
    for _ in range(6):
        desktop.campaign("GetPreviewRecord")
        desktop.hear()


# fmt: off
JOBS: dict[str, Job] = {  # by the scenario that each is meant for
    "errors-400-to-500":        notes_that_fail,
    "genesys-chain":            preview,
    "genesys-lost-answers":     preview_on_a_bad_network,
    "genesys-lost-session":     preview,
    "genesys-preview":          preview,
    "hostedsuite-notes":        lambda: note("call-1", ""),
    "huawei-callback-faults":   lambda: call(*STRANGE, told_at="/signed"),
    "huawei-outcomes":          lambda: call("70000000", "70000001", "70000003", "70000005"),
    "huawei-release-callbacks": lambda: call("88880067", told_at="/released"),
    "huawei-retries":           write_back_again_and_again,
    "huawei-token-expiry":      begin_shift,
    "huawei-write-back":        write_back,
    "one-call-three-vendors":   lambda: call("88880067"),
    "one-record-two-vendors":   preview,
    "quickstart":               lambda: note("100001", "called back"),
    "weyi-survey":              lambda: ask("/Client/Request/CallFinishedNew", FINISHED, Token="in-service"),
    "weyi-xml-order":           finish_in_xml,
    "wire-faults":              notes_that_fail,
}
# fmt: on


class Receiver(BaseHTTPRequestHandler):
    """Answers callbacks as Huawei wants it; ``/tick`` is the application's own clockwork."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together: the second of two small writes waits 40 ms for the first

    def do_POST(self) -> None:
        why = doubt(self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))))
        body = json.dumps({"retCode": "1" if why else "0", "retMsg": why or "success"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if self.path == "/tick":
            tick()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the journal has it."""


def main(job: str) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(OWN).port or 80), Receiver)
    taking = Thread(target=server.serve_forever, daemon=True)  # a job that fails ends the process
    taking.start()
    JOBS.get(job, lambda: None)()
    taking.join()  # it goes on taking callbacks until somebody ends it


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
