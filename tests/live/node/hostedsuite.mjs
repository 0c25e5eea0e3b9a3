// HostedSuite spoken to by the real npm @servicestack/client: prints what it got, as JSON.
// Run by node with the server's URL; tests/live/test_client_libraries.py judges.

import { JsonServiceClient, getResponseStatus } from "@servicestack/client"

class CallRecordInfo {
    constructor(init) { Object.assign(this, init) }
}

class ListCallRecordsResponse {
    constructor(init) { Object.assign(this, init) }
}

class UpdateCallRecordRequest {
    constructor(init) { Object.assign(this, init) }
    getTypeName() { return "UpdateCallRecordRequest" }
    getMethod() { return "POST" }
    createResponse() { return new CallRecordInfo() }
}

class ListCallRecordsRequest {
    constructor(init) { Object.assign(this, init) }
    getTypeName() { return "ListCallRecordsRequest" }
    getMethod() { return "POST" }
    createResponse() { return new ListCallRecordsResponse() }
}

// Members of requests are camelCase here, as the newer DTOs have them: the server takes any case.
const WHO = { customerName: "acme", userName: "api", password: "secret" }
const url = process.argv[2]

function clientOf(base, path, urls) {
    const client = new JsonServiceClient(base)
    client.basePath = path
    client.urlFilter = sent => urls.push(sent)
    return client
}

async function refused(client, request) {
    let http = {}
    client.responseFilter = response => { http = { status: response.status, reason: response.statusText } }
    try {
        await client.post(request)
    } catch (error) {
        const status = getResponseStatus(error)
        return {
            type: error.constructor.name,
            ...http,
            code: status.errorCode,
            message: status.message,
            fields: (status.errors ?? []).map(each => [each.fieldName, each.errorCode, each.message]),
        }
    }
    return { type: "nothing" }
}

async function page(client, number) {
    const answer = await client.post(new ListCallRecordsRequest({ ...WHO, page: number, itemsPerPage: 5 }))
    return { total: answer.Total, ids: answer.Results.map(record => record.Id) }
}

async function conversation() {
    const urls = []
    const client = clientOf(`${url}/api`, "", urls)
    const update = more => client.post(new UpdateCallRecordRequest({ ...WHO, ...more }))
    const before = await update({ id: "call-1" })
    const changed = await update({ id: "call-1", notes: "called back, 回电" })
    const left = await update({ id: "call-1" })
    const cleared = await update({ id: "call-1", notes: "" })
    const batch = ["call-1", "call-2"].map(
        id => new UpdateCallRecordRequest({ ...WHO, id, notes: `batch ${id}` }))
    const wrong = new UpdateCallRecordRequest({ ...WHO, password: "wrong", id: "call-1", notes: "never" })
    const missing = new UpdateCallRecordRequest({ customerName: "acme", userName: "api", id: "call-1" })
    const unknown = new UpdateCallRecordRequest({ ...WHO, id: "nobody" })
    const plain = new UpdateCallRecordRequest({ ...WHO, id: "call-1" })
    return {
        before: [before.Id, before.Notes, before.DurationInSeconds],
        changed: changed.Notes,
        left: left.Notes,
        cleared: cleared.Notes,
        batch: (await client.sendAll(batch)).map(each => [each.Id, each.Notes]),
        wrong: await refused(client, wrong),
        "wrong, without hooks": await refused(clientOf(`${url}/api`, "", []), wrong),
        missing: await refused(client, missing),
        unknown: await refused(client, unknown),
        pages: [await page(client, 1), await page(client, 2), await page(client, 101), await page(client, 102)],
        urls: [...new Set(urls.map(sent => sent.replace(url, "")))].sort(),
        "newer path": await refused(clientOf(url, "api", []), plain),
        "no mount": await refused(clientOf(url, "", []), plain),
    }
}

console.log(JSON.stringify(await conversation()))
