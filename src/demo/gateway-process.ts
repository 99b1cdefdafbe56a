import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

// A small AI-agent gateway for demonstrations: it answers on its port, says that all is well, and writes a log. Its
// parent tells it by message what goes wrong. It ends when its parent does.
const directory = process.argv[2] ?? '.'
const log = (level: string, msg: string) =>
  appendFileSync(
    join(directory, 'gateway.log'),
    `${JSON.stringify({ time: new Date().toISOString(), level, msg })}\n`,
  )

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ ok: true, uptimeMs: Math.round(process.uptime() * 1000) }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  writeFileSync(join(directory, 'gateway.pid'), `${process.pid}\n`)
  log('info', 'gateway started')
  for (const user of ['ada', 'grace']) {
    log('info', `message received from ${user}`)
    log('info', `answer sent to ${user}`)
  }
  process.send?.({ port: typeof address === 'object' ? address?.port : null })
})

process.on('message', (order) => {
  if (order === 'login expires')
    for (const user of ['ada', 'grace', 'edsger']) {
      log('info', `message received from ${user}`)
      log('error', 'prompt failed: Authentication failed for "anthropic". Credentials may have expired.')
    }
  process.send?.({ done: order })
})
process.on('disconnect', () => process.exit(0))
