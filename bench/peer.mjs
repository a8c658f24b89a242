// @tus/server with its file store, as its documentation starts it.
// Usage: node peer.mjs DIRECTORY PORT
import { createServer } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [directory, port] = process.argv.slice(2)
const server = new Server({ path: '/files', datastore: new FileStore({ directory }) })
createServer(server.handle.bind(server)).listen(Number(port), '127.0.0.1')
