/** `npm run lab -- --fault NAME`: brings a joelclaw gateway into that state and leaves it running until Ctrl-C.
 *  `--list` names the states; without `--fault` the gateway is healthy. */
import { parseArgs } from 'node:util'
import { faults, negatives } from '../test/lab/joelclaw/faults/index.ts'
import { startLab } from '../test/lab/joelclaw/lab.ts'

const { values: flags } = parseArgs({ options: { fault: { type: 'string' }, list: { type: 'boolean' } } })
const states = { ...faults, ...negatives }

if (flags.list) {
  for (const [name, { title }] of Object.entries(states))
    process.stdout.write(`${name.padEnd(34)} ${title}\n`)
} else {
  const state = flags.fault ? states[flags.fault] : null
  if (state === undefined) {
    process.stderr.write(`no state is called ${flags.fault}; see npm run lab -- --list\n`)
    process.exit(2)
  }
  const lab = await startLab(state?.start)
  await state?.apply(lab)
  const args = ['--config', lab.config, ...(state?.args ?? [])]
  process.stdout.write(`${state?.title ?? 'a healthy gateway'}

  node bin/run.js diagnose ${args.join(' ')}
  node bin/run.js layers --config ${lab.config}

files    ${lab.places.root}
Redis    127.0.0.1:${lab.forward.port}
Ctrl-C ends it.
`)
}
