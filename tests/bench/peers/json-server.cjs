// json-server with its records in memory, so that it writes no file: node json-server.cjs PORT RECORDS RECORD
const { readFileSync } = require('node:fs')
const server = require('json-server')

const [port, count, file] = process.argv.slice(2)
const record = JSON.parse(readFileSync(file, 'utf8'))
const records = Array.from({ length: Number(count) }, (_, at) => ({ ...record, id: at + 1 }))
const app = server.create()
app.use(server.bodyParser)
app.use(server.router({ records, calls: [] }))
app.listen(Number(port), '127.0.0.1')
