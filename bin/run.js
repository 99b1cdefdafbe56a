#!/usr/bin/env node
// Plain syntax only, and nothing imported before the version is known: an old Node must still be told what is needed.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`firstfault needs Node.js 22.19 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  await import('./start.js')
}
