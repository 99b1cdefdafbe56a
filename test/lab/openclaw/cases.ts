import type { Case } from '../case.ts'
import { backends } from './backends.ts'
import { channels } from './channels.ts'
import { containers } from './containers.ts'
import { delivery } from './delivery.ts'
import { engines } from './engines.ts'
import { harnesses } from './harnesses.ts'
import { held } from './held.ts'
import { intake } from './intake.ts'
import { journal } from './journal.ts'
import { lateHarnesses } from './late-harnesses.ts'
import { life } from './life.ts'
import { liveHarnesses } from './live-harnesses.ts'
import { logs } from './logs.ts'
import { negatives } from './negatives.ts'
import { ports } from './ports.ts'
import { serviceNames } from './service-names.ts'
import { services } from './services.ts'
import { status } from './status.ts'
import { turns } from './turns.ts'

/** The states of an OpenClaw gateway, on files as a real one (2026.9.6) wrote them. */
export const openclawCases: readonly Case[] = [
  ...life,
  ...ports,
  ...status,
  ...harnesses,
  ...liveHarnesses,
  ...lateHarnesses,
  ...backends,
  ...turns,
  ...channels,
  ...delivery,
  ...held,
  ...intake,
  ...services,
  ...serviceNames,
  ...logs,
  ...journal,
  ...containers,
  ...engines,
  ...negatives,
]
