import { fileURLToPath } from 'node:url'
import { onInterrupt } from '../src/cli/interrupt.ts'
import { play } from '../src/demo/play.ts'
import { faults } from '../test/lab/joelclaw/faults/index.ts'
import { startLab } from '../test/lab/joelclaw/lab.ts'
import { isThere, REDIS } from './requirements.ts'

// `npm run demo`: the whole joelclaw lab, healthy and then broken. Where redis-server is missing it cannot run, and
// the small gateway of `firstfault demo` is shown instead, without its Redis layer.
const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const interrupt = onInterrupt()

if (isThere(REDIS.program)) {
  const lab = await startLab()
  const breaking = (name: string) => async () => faults[name]?.apply(lab)
  const stage = {
    introduction: [
      'A whole joelclaw gateway was started for this demonstration: daemon, real Redis, logs, transcripts; launchd,',
      'Colima, Kubernetes, Typesense and the model APIs are stand-ins.',
    ],
    config: lab.config,
    acts: [
      { title: 'all is well', happens: async () => {}, args: [], exits: 0 },
      {
        title:
          'the model login expires: the port answers, the status says healthy, and nobody gets an answer',
        happens: breaking('auth-expired'),
        args: [],
        exits: 1,
      },
      { title: 'and then the daemon is killed', happens: async () => lab.end('SIGKILL'), args: [], exits: 1 },
    ],
    stop: () => lab.stop(),
  }
  process.exitCode = await play(stage, bin, interrupt.signal)
} else {
  process.stdout.write(
    'redis-server is not installed here: its layers are skipped, and a smaller gateway is shown.\n\n',
  )
  const { spawnSync } = await import('node:child_process')
  process.exitCode = spawnSync(process.execPath, [bin, 'demo'], { stdio: 'inherit' }).status ?? 70
}
interrupt.release()
