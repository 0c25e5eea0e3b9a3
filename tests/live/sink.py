"""A client under test in a process of its own: takes callbacks, notes when each came, tells on GET.

``[[path, body, milliseconds since the epoch], …]``, in the order in which they came.
"""

from __future__ import annotations

import asyncio
import json
import time

OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"retCode":"0"}'


async def talk(
    got: list[tuple[str, str, float]], reader: asyncio.StreamReader, to: asyncio.StreamWriter
) -> None:
    while head := await next_head(reader):
        came = time.time() * 1000
        method, path, _ = head[0].split()
        names = dict(line.lower().split(": ", 1) for line in head[1:])
        body = await reader.readexactly(int(names.get("content-length", 0)))
        if method == "POST":
            got.append((path, body.decode(), came))
            to.write(OK)
        else:
            told = json.dumps(got).encode()
            to.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told))
    to.close()


async def next_head(reader: asyncio.StreamReader) -> list[str]:
    """The lines of the next request's head; none when the client has hung up."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return []
    return raw.decode().split("\r\n")[:-2]


async def serve() -> None:
    got: list[tuple[str, str, float]] = []
    server = await asyncio.start_server(lambda *ends: talk(got, *ends), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
