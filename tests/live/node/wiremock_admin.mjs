// The admin API spoken to by the real npm wiremock-rest-client: prints what it got, as JSON.
// Run by node with the server's URL; tests/live/test_wiremock_clients.py judges.

import { WireMockRestClient } from "wiremock-rest-client"

const url = process.argv[2]
const { requests, scenarios } = new WireMockRestClient(url, { logLevel: "silent" })

const shown = ({ method, url, headers, body }) => [method, url, headers["X-Kind"], body]
const near = ({ nearMisses }) => nearMisses.map(({ request, matchResult }) => [request.url, matchResult.distance])
const count = async (pattern) => (await requests.getCount(pattern)).count
const door = async () => (await scenarios.getAllScenarios()).scenarios
    .map(({ name, state, possibleStates }) => [name, state, possibleStates])

const everything = await requests.getAllRequests()
const [newest] = everything.requests
const one = await requests.getRequest(newest.id)
const told = {
    total: everything.meta.total,
    disabled: everything.requestJournalDisabled,
    newest: [...shown(newest.request), newest.response.status],
    one: [...shown(one.request), one.response.status],
    dated: [newest.request.loggedDate > 0, newest.request.loggedDateString.slice(0, 2)],
    counts: {
        path: await count({ urlPath: "/api/calls/update" }),
        method: await count({ method: "GET", urlPathPattern: "/.*" }),
        header: await count({ method: "ANY", headers: { "X-Kind": { equalTo: "gold" } } }),
        nothing: await count({ urlPath: "/nowhere" }),
    },
    found: (await requests.findRequests({ method: "GET" })).requests.map(shown),
    unmatched: (await requests.getUnmatchedRequests()).requests.map(shown),
    near: near(await requests.getUnmatchedNearMisses()),
    "near request": near(await requests.getNearMissesByRequest(
        { url: "/api/calls/updat", method: "POST", headers: { "X-Kind": "gold" } })),
    "near pattern": near(await requests.getNearMissesByRequestPattern({ method: "POST", urlPath: "/api/calls/updat" })),
    states: [await door()],
}
await scenarios.setScenarioState("door", "Started")
told.states.push(await door())
await scenarios.setScenarioState("door", "open")
told.states.push(await door())
await scenarios.resetScenario("door")
told.states.push(await door())
await scenarios.setScenarioState("door", "open")
await scenarios.resetAllScenarios()
told.states.push(await door())
await requests.resetAllRequests()
told.left = (await requests.getAllRequests()).meta.total
console.log(JSON.stringify(told))
