import { test } from 'vitest'
import { PHASES } from '../monitor/kill-round.ts'
import { killWorkerRound } from './kill-round.ts'

test.each([...PHASES, ...PHASES])(
  'a worker killed %s: no gateway forgotten, one restart at most',
  { timeout: 60_000 },
  (phase) => killWorkerRound(phase),
)
