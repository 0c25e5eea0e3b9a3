"""HostedSuite spoken to by the real PyPI ``servicestack``: prints what it got, as JSON.

Run by .venv/clients/bin/python with the server's URL; ``tests/live/test_client_libraries.py`` judges.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any, List, Optional  # noqa: UP035  (the client looks for these)

from servicestack import IPost, IReturn, JsonServiceClient, WebServiceException
from servicestack.log import Log
from servicestack.types import ResponseError, ResponseStatus

# ServiceStack 5 writes members as .NET spells them, and this client matches names letter by letter (or as
# camelCase), so DTOs for such a server spell them the same.


@dataclass
class CallRecordInfo:
    Id: Optional[str] = None  # noqa: UP045  (the client cannot read `str | None`)
    Notes: Optional[str] = None  # noqa: UP045
    DurationInSeconds: float = 0.0
    Flagged: bool = False


@dataclass
class UpdateCallRecordRequest(IReturn[CallRecordInfo], IPost):
    CustomerName: Optional[str] = None  # noqa: UP045
    UserName: Optional[str] = None  # noqa: UP045
    Password: Optional[str] = None  # noqa: UP045
    Id: Optional[str] = None  # noqa: UP045
    Notes: Optional[str] = None  # noqa: UP045


@dataclass
class ListCallRecordsResponse:
    Results: List[CallRecordInfo] = None  # noqa: UP006
    Total: int = 0


@dataclass
class ListCallRecordsRequest(IReturn[ListCallRecordsResponse], IPost):
    CustomerName: Optional[str] = None  # noqa: UP045
    UserName: Optional[str] = None  # noqa: UP045
    Password: Optional[str] = None  # noqa: UP045
    ClientId: Optional[str] = None  # noqa: UP045
    Page: int = 1
    ItemsPerPage: int = 5


WHO = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}


def client_of(base: str, path: str, urls: list[str]) -> JsonServiceClient:
    client = JsonServiceClient(base)
    client.set_base_path(path)
    client.request_filter = lambda sent: urls.append(sent.url)
    return client


def in_pascal_case(response: Any, error: Exception) -> None:
    """The client's own hook: reads an error whose members are spelt as .NET spells them."""
    if response is None:
        return  # the client calls the hook a second time, without the answer
    try:
        told = response.json()["ResponseStatus"]
    except (ValueError, KeyError, TypeError):
        return
    fields = [ResponseError(each["ErrorCode"], each["FieldName"], each["Message"]) for each in told["Errors"]]
    error.response_status = ResponseStatus(told["ErrorCode"], told["Message"], errors=fields)


def refused(client: JsonServiceClient, request: Any) -> dict[str, Any]:
    try:
        client.post(request)
    except WebServiceException as error:
        status = error.response_status or ResponseStatus()
        return {
            "type": type(error).__name__,
            "status": error.status_code,
            "reason": error.status_description,
            "code": status.error_code,
            "message": status.message,
            "fields": [[each.field_name, each.error_code, each.message] for each in status.errors or []],
        }
    return {"type": "nothing"}


def page(client: JsonServiceClient, number: int) -> dict[str, Any]:
    answer = client.post(ListCallRecordsRequest(**WHO, Page=number))
    return {"total": answer.Total, "ids": [record.Id for record in answer.Results]}


def conversation(url: str) -> dict[str, Any]:
    urls: list[str] = []
    client = client_of(f"{url}/api", "", urls)
    untaught = client_of(f"{url}/api", "", [])
    client.exception_filter = in_pascal_case

    def update(**more: Any) -> Any:
        return client.post(UpdateCallRecordRequest(**WHO, **more))

    before = update(Id="call-1")
    changed = update(Id="call-1", Notes="called back, 回电")
    left = update(Id="call-1")
    cleared = update(Id="call-1", Notes="")
    batch = [UpdateCallRecordRequest(**WHO, Id=key, Notes=f"batch {key}") for key in ("call-1", "call-2")]
    wrong = UpdateCallRecordRequest(**{**WHO, "Password": "wrong"}, Id="call-1", Notes="never")
    return {
        "before": [before.Id, before.Notes, before.DurationInSeconds],
        "changed": changed.Notes,
        "left": left.Notes,
        "cleared": cleared.Notes,
        "batch": [[each.Id, each.Notes] for each in client.send_all(batch)],
        "wrong": refused(client, wrong),
        "wrong, without hooks": refused(untaught, wrong),
        "missing": refused(client, UpdateCallRecordRequest("acme", "api", None, "call-1")),
        "unknown": refused(client, UpdateCallRecordRequest(**WHO, Id="nobody")),
        "pages": [page(client, number) for number in (1, 2, 101, 102)],
        "urls": sorted({sent.removeprefix(url) for sent in urls}),
        "newer path": refused(client_of(url, "api", []), UpdateCallRecordRequest(**WHO, Id="call-1")),
        "no mount": refused(client_of(url, "", []), UpdateCallRecordRequest(**WHO, Id="call-1")),
    }


if __name__ == "__main__":
    Log.error = lambda *_words: None  # it prints to standard output
    print(json.dumps(conversation(sys.argv[1])))
