"""moto's server, a stateful mock of AWS: the nearest to the workload is a parameter that is written."""

from __future__ import annotations

from mockserver.bench.contestants import JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.workloads import Workload

PACKAGE = "moto"
PUT_PARAMETER = Workload(
    name=JSON,
    title="PutParameter",
    about="a parameter of the Systems Manager written",
    path="/",
    type="application/x-amz-json-1.1",
    body='{"Name":"record-{id}","Value":"note {id}","Type":"String","Overwrite":true}',
    needs=("Name", "Value", "Type"),
    echoes=(),
    more=(
        ("X-Amz-Target", "AmazonSSM.PutParameter"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/ssm/aws4_request, "
            "SignedHeaders=host, Signature=0",
        ),
    ),
)


def command(place: Place) -> list[str]:
    """What to start."""
    return [installed.python(), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(place.port)]


MOTO = Contestant(
    name="moto",
    title="moto server",
    does="a write of its own: PutParameter of AWS Systems Manager, JSON checked, 10,000 parameters changed",
    lacks="answers 34 bytes; no signature is checked; no journal; none of the other workloads",
    command=command,
    version=installed.python_version(PACKAGE),
    serves=(JSON,),
    instead={JSON: PUT_PARAMETER},
)
