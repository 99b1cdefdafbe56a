import { defineConfig } from 'vitest/config'
import { NotReached } from '../openclaw/not-reached.ts'

const { FIRSTFAULT_OPENCLAW_ENTRY: openclaw = '', FIRSTFAULT_OPENCLAW_END: end = '0' } = process.env

export default defineConfig({
  test: {
    include: [`test/openclaw-real/${end === '0' ? '' : 'short'}*.real.ts`],
    provide: { openclaw, end: Number(end) },
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // One real gateway at a time: it needs a core for itself while it starts.
    fileParallelism: false,
    disableConsoleIntercept: true,
    reporters: ['verbose', new NotReached()],
  },
})
