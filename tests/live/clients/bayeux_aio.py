"""A Bayeux server spoken to by the real PyPI ``aiocometd-ng``: prints what it got, as JSON.

Run by .venv/clients/bin/python with a plan in JSON; tests/live/bayeux_clients.py makes it.
It sends no advice with its first connect, and wants answers to be declared as JSON.
"""

import asyncio

from aiocometd_ng import AuthExtension, Client, ConnectionType
from conversation import PLAN, ask, finish, is_ready, lose


class Authorized(AuthExtension):
    async def incoming(self, payload, headers=None):
        pass

    async def outgoing(self, payload, headers):
        headers.update(PLAN["headers"])

    async def authenticate(self):
        pass


async def main():
    got, is_lost, began = [], False, asyncio.get_running_loop().time()
    async with Client(PLAN["events"], ConnectionType.LONG_POLLING, auth=Authorized()) as client:
        # it would wait here for its first connect if that were held
        opened_at_once = asyncio.get_running_loop().time() - began < 1
        for channel in PLAN["channels"]:
            await client.subscribe(channel)
        for act in PLAN["acts"]:
            while not await asyncio.to_thread(is_ready):
                await asyncio.sleep(0.02)
            await asyncio.to_thread(ask, act["operations"])
            while len(got) < act["heard"]:
                message = await asyncio.wait_for(client.receive(), 20)
                got.append([message["channel"], message["data"]])
            if not is_lost:
                await asyncio.to_thread(lose)
            is_lost = True
    finish({"got": got, "opened_at_once": opened_at_once, "closed": client.closed})


asyncio.run(main())
