import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** How a case says that it was not begun in time. */
export const NOT_REACHED = 'the time box was reached before it'

/** Ends a run with the exact cases that the time box left out, so that a short run is never taken for a whole one. */
export class NotReached implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()])
    const left = cases.filter(notReached)
    if (left.length === 0) return
    const names = left.map((one) => `  NOT REACHED  ${one.fullName}`)
    process.stderr.write(
      `\n${'!'.repeat(100)}\nThe time box ended: ${left.length} of ${cases.length} cases were NOT RUN.\n${names.join('\n')}\n${'!'.repeat(100)}\n\n`,
    )
  }
}

function notReached(one: TestCase): boolean {
  const result = one.result()
  return result.state === 'skipped' && result.note === NOT_REACHED
}
