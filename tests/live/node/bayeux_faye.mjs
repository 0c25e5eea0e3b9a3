// A Bayeux server spoken to by the real npm faye: prints what it got, as JSON.
// Run by node with a plan in JSON; tests/live/bayeux_clients.py makes it.

import faye from "faye"
import { ask, finish, lose, plan, ready, until } from "./conversation.mjs"

const told = { got: [], ups: 0 }
const client = new faye.Client(plan.events)
client.disable("websocket")
for (const [name, value] of Object.entries(plan.headers)) client.setHeader(name, value)
client.on("transport:up", () => { told.ups += 1 })
for (const channel of plan.channels) {
    client.subscribe(channel).withChannel((channel, data) => { told.got.push([channel, data]) })
}

let isLost = false
for (const { operations, heard } of plan.acts) {
    await ready()
    await ask(operations)
    await until(() => told.got.length >= heard)
    if (!isLost) await lose()
    isLost = true
}
client.disconnect()
let isLeft = false
await until(async () => isLeft = (await (await fetch(plan.clients)).json()).meta.total === 0)
finish({ ...told, closed: isLeft })
