import type { ScenarioEntry } from '../entry.ts'
import { messages } from './messages.ts'
import { model } from './model.ts'
import { session } from './session.ts'
import { transport } from './transport.ts'

/** The failure scenarios of a joelclaw gateway, numbered as its own operators number them. */
export const joelclawScenarios: readonly ScenarioEntry[] = [...transport, ...session, ...model, ...messages]
