import { createServer } from 'node:http'

/** A web server that has nothing to do with the gateway, on the gateway's port; gives what ends it. */
export async function takePort(port: number): Promise<() => Promise<void>> {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Somebody else</title>'),
  )
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  )
  return () => new Promise((resolve) => server.close(() => resolve()))
}
