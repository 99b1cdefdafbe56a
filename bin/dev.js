#!/usr/bin/env node
// Builds the sources (a fraction of a second) and runs them: what you edit is what you run.
import { build } from '../scripts/build.ts'

await build()
await import('./start.js')
