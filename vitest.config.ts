import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores: more files at once only make the timed tests unsteady.
    maxWorkers: 2,
    disableConsoleIntercept: true,
  },
})
