// json-server with its records in memory, so that it writes no file: node json-server.cjs PORT RECORDS
const server = require('json-server')

const [port, count] = process.argv.slice(2).map(Number)
const records = Array.from({ length: count }, (_, at) => ({ id: at + 1, Notes: '' }))
const app = server.create()
app.use(server.bodyParser)
app.use(server.router({ records, calls: [] }))
app.listen(port, '127.0.0.1')
