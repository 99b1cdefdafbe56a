import { fleetRows } from '../test/bench/fleet.ts'
import { build } from './build.ts'

// The fleet's rows of `npm run bench` alone: `npm run bench:monitor -- [gateways]` (1000).
await build()
for (const { name, value, unit } of await fleetRows({ gateways: Number(process.argv[2] ?? 1000) }))
  process.stdout.write(`${name}: ${value} ${unit}\n`)
