import { bench } from '../openclaw/bench.ts'
import { driftCases, refusedStartCases } from './cases/config.ts'
import { floodCases } from './cases/flood.ts'
import { harnessCases } from './cases/harness.ts'
import { healthyCases, quietCases } from './cases/healthy.ts'
import { frozenCases, killedCases, restartedCases, stoppedCases } from './cases/life.ts'
import { cooldownCases, refusalCases, retryCases, silenceCases } from './cases/models.ts'
import { transcriptCases } from './cases/transcript.ts'
import { untouchedCases } from './cases/untouched.ts'

// One gateway for all cases, which follow each other; what matters most comes first, for the time box may end the run.
const gateway = bench()

healthyCases(gateway)
harnessCases(gateway)
untouchedCases(gateway)
refusalCases(gateway, [['401', 'error-log.auth-failed']])
retryCases(gateway, [['429', 'error-log.rate-limited']])
silenceCases(gateway)
frozenCases(gateway)
driftCases(gateway)
transcriptCases(gateway)
floodCases(gateway)
stoppedCases(gateway)
refusedStartCases(gateway)
restartedCases(gateway)
refusalCases(gateway, [
  ['empty', 'error-log.answer-empty'],
  ['garbage', 'error-log.answer-unreadable'],
  ['403', 'error-log.auth-failed'],
  ['402', 'error-log.quota-exhausted'],
  ['404', 'error-log.model-not-found'],
])
cooldownCases(gateway)
retryCases(gateway, [
  ['529', 'error-log.provider-overloaded'],
  ['500', 'error-log.provider-error'],
  ['portal', 'error-log.provider-unreachable'],
])
quietCases(gateway)
killedCases(gateway)
