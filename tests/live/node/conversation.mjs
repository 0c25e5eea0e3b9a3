// What every Bayeux client of tests/live does: it is told where the server is, which operations to ask for,
// and after how many messages it has heard them all.

export const plan = JSON.parse(process.argv[2])

export async function ask(operations) {
    for (const { url, body, headers } of operations) {
        const answer = await fetch(url, { method: "POST", body: JSON.stringify(body),
            headers: { ...headers, "Content-Type": "application/json" } })
        if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    }
}

export const lose = () => fetch(plan.clients, { method: "DELETE" })

// Whether the server has a client that has subscribed to everything, and is held.
async function isReady() {
    const { clients } = await (await fetch(plan.clients)).json()
    return clients.some((client) => client.held && plan.channels.every((one) => client.subscriptions.includes(one)))
}

export async function until(question) {
    while (!await question()) await new Promise((resolve) => setTimeout(resolve, 20))
}

export const ready = () => until(isReady)

export function finish(told) {
    console.log(JSON.stringify(told))
    process.exit(0)
}
