"""A listener that has only seen good days: it shakes hands once, and reads a call in every message."""

from __future__ import annotations

from steady import arrive, said


def main() -> None:
    client = arrive()
    while True:
        replies = said({"channel": "/meta/connect", "clientId": client, "connectionType": "long-polling"})
        for reply in replies:
            if "data" in reply:
                print(reply["data"]["call"]["state"])


if __name__ == "__main__":
    main()
