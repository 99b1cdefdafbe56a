import { test } from 'vitest'
import { killRound, PHASES } from './kill-round.ts'

test.each(PHASES)('killed %s: one restart at most, nothing forgotten', { timeout: 60_000 }, (phase) =>
  killRound(phase),
)
