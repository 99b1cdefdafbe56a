import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/openclaw-real/**/*.real.ts'],
    provide: { openclaw: process.env.FIRSTFAULT_OPENCLAW_ENTRY ?? '' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One real gateway at a time: it needs a core for itself while it starts.
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
