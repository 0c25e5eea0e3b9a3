// A Bayeux server spoken to by the real npm cometd: prints what it got, as JSON.
// Run by node with a plan in JSON; tests/live/bayeux_clients.py makes it.

import { adapt } from "cometd-nodejs-client"
import { CometD } from "cometd"
import { AckExtension } from "cometd/AckExtension.js"
import { TimeSyncExtension } from "cometd/TimeSyncExtension.js"
import { ask, finish, lose, plan, ready, until } from "./conversation.mjs"

adapt()
const told = { handshakes: 0, got: [], subscribed: [], failures: [] }
const cometd = new CometD()
cometd.unregisterTransport("websocket")
if (plan.extensions) {
    cometd.registerExtension("ack", new AckExtension())
    cometd.registerExtension("timesync", new TimeSyncExtension())
}
cometd.configure({ url: plan.events, requestHeaders: plan.headers, logLevel: "error" })
cometd.addListener("/meta/handshake", (message) => {
    if (!message.successful) return
    told.handshakes += 1
    cometd.batch(() => {
        for (const channel of plan.channels) {
            cometd.subscribe(channel, (message) => { told.got.push([message.channel, message.data]) },
                (reply) => { told.subscribed.push(reply.successful) })
        }
    })
})
cometd.addListener("/meta/connect", (message) => {
    if (!message.successful) told.failures.push(message.error || "no error")
})

cometd.handshake()
for (const { operations, heard } of plan.acts) {
    await ready()
    await ask(operations)
    await until(() => told.got.length >= heard)
    if (told.handshakes === 1) await lose()
}
cometd.disconnect((reply) => finish({ ...told, closed: reply.successful }))
