"""A receiver as many are: it checks a signature where there is one, and trusts everything else."""

from __future__ import annotations

import json

from careful import signature_of
from serving import ACCEPTED, Answer, main, refused


def decide(path: str, raw: bytes) -> Answer:
    body = json.loads(raw)  # what is no JSON ends as a 500
    if path == "/release" and "signature" in body and body["signature"] != signature_of(body):
        return refused("bad signature")
    return ACCEPTED


if __name__ == "__main__":
    main(decide)
