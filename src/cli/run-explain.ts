import type { SystemId } from '../catalog/entry.ts'
import { loadConfig } from '../config/load.ts'
import { UsageError } from '../core/usage-error.ts'
import { extensionOf } from '../diagnose/extension.ts'
import { type Explanation, explain } from '../explain/answer.ts'
import { machine } from '../host/machine/index.ts'
import { catalogueText, codesText, scenarioText } from '../render/explain-text.ts'
import { printJson } from '../render/json.ts'
import { leave } from './leave.ts'
import { writeDocument } from './output.ts'
import { terminalOf } from './terminal.ts'

const MOST_INPUT = 1_000_000

export interface ExplainFlags {
  readonly format: 'text' | 'json'
  readonly json?: boolean | undefined
  readonly out?: string | undefined
  readonly config?: string | undefined
  readonly system?: SystemId | undefined
}

/** The explain command: finds what is known about the question and writes it. */
export async function runExplain(words: string | null, flags: ExplainFlags): Promise<void> {
  const host = machine()
  const config = await loadConfig(flags.config ?? null, host)
  const question = words === '-' ? await readInput() : words
  const answer = explain(question, flags.system ?? null, extensionOf(config))
  if (answer.kind === 'nothing') throw nothingKnown(answer.near)
  const json = flags.json || flags.format === 'json'
  const out = flags.out ?? null
  const text = json
    ? printJson({ schema: 'firstfault.explain/1', ...answer })
    : explanationText(answer, { ...(await terminalOf(out)), now: host.clock.now(), verbose: true })
  await writeDocument(text, out)
  leave(0)
}

function explanationText(
  answer: Exclude<Explanation, { kind: 'nothing' }>,
  look: Parameters<typeof codesText>[1],
): string {
  if (answer.kind === 'catalogue') return catalogueText(answer.groups, look)
  return answer.kind === 'codes' ? codesText(answer.codes, look) : scenarioText(answer.scenario, look)
}

async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) {
    text += String(chunk)
    if (text.length > MOST_INPUT) break
  }
  return text.slice(0, MOST_INPUT)
}

function nothingKnown(near: readonly string[]): UsageError {
  const hint =
    near.length > 0 ? `Near it: ${near.join(', ')}.` : 'Without an argument the whole catalogue is listed.'
  return new UsageError(
    'nothing-known',
    'Nothing in the catalogue matches this code, scenario or text.',
    hint,
  )
}
