"""The paths of the campaign interfaces, which name what is asked after.

Rule: what a path names is read here, and nowhere else.
"""

from __future__ import annotations

import re

from mockserver.kit import Desk, Refused, Route, Vendor
from mockserver.request import Request
from mockserver.vendors.huawei.obs.answers import CAMPAIGNS

FORMS = {  # what a path names -> how the table of operations spells it
    ("vdn_id",): "{vdnId}",
    ("vdn_id", "campaign_id"): "{vdnId}/calldata/{campaignId}",
    ("vdn_id", "campaign_id", "data_id"): "{vdnId}/calldata/{campaignId}/{dataId}",
    ("vdn_id", "call_id"): "{vdnId}/callresultdetail/{callId}",
}
_PATH = re.compile(
    re.escape(CAMPAIGNS) + r"(?P<vdn_id>[1-9][0-9]{0,3})"
    r"(?:/calldata/(?P<campaign_id>[0-9]{1,18})(?:/(?P<data_id>[0-9]{1,30}))?"
    r"|/callresultdetail/(?P<call_id>[^/]{1,64}))?"
)


def parameters(request: Request) -> dict[str, str] | None:
    """What a path of this family names; None where it is none."""
    found = _PATH.fullmatch(request.path)
    return None if found is None else {name: text for name, text in found.groupdict().items() if text}


def named(desk: Desk) -> dict[str, str]:
    """What the request's path names; it led here, so it names something."""
    return parameters(desk.request) or {}


def route(vendor: Vendor, request: Request) -> Route:
    """The row whose path has the same form.

    Raises:
        Refused: ``NoSuchPath`` or ``NoSuchMethod``.
    """
    found = parameters(request)
    form = None if found is None else FORMS[tuple(found)]
    here = vendor.ways.get(f"{CAMPAIGNS}{form}", {})
    if request.method in here:
        return here[request.method]
    raise Refused("NoSuchMethod" if here else "NoSuchPath", path=request.path, method=request.method)
