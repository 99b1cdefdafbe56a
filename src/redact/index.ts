export { clean, cut } from './clean.ts'
export { neutralise } from './neutralise.ts'
export { redact } from './redact.ts'
