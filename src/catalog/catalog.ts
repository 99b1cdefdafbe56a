import type { Check } from '../core/check.ts'
import type { Finding, Observation } from '../core/finding.ts'
import { actionsOf, fill, type Wording } from '../core/remedy.ts'
import { type Code, codes } from './codes/index.ts'
import { type CodeEntry, remedyOf, type SystemId } from './entry.ts'

/** The catalogue's entry of a code; null for a code that the catalogue (with its extensions) does not know. */
export function entryOf(code: string, extension: Readonly<Record<string, CodeEntry>> = {}): CodeEntry | null {
  if (Object.hasOwn(codes, code)) return codes[code as Code]
  return Object.hasOwn(extension, code) ? (extension[code] ?? null) : null
}

const UNKNOWN: CodeEntry = {
  title: 'A rule of your configuration',
  meaning: 'A rule of the configuration matched.',
  cause: 'See the rule.',
  remedy: { text: 'See the rule.', steps: [] },
  verify: [],
}

/** Makes a finding of an observation: adds cause and remedy of the system, and takes secrets and control characters
 *  out of every text that came from outside. In commands only secrets are replaced, because a name with a line end
 *  in it must stay that name; quoting makes its controls harmless. */
export function describer(
  system: SystemId,
  { clean, redact, aim }: Wording & { readonly redact: (text: string) => string },
  extension: Readonly<Record<string, CodeEntry>> = {},
): (check: Check, observation: Observation) => Finding {
  return (check, observation) => {
    const entry = entryOf(observation.code, extension) ?? UNKNOWN
    const remedy = remedyOf(entry, system)
    const params = Object.fromEntries(
      Object.entries(observation.params ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? redact(value) : value,
      ]),
    )
    const actions = actionsOf(remedy, params, { clean, aim })
    return {
      code: observation.code,
      check: check.id,
      severity: observation.severity,
      summary: clean(observation.summary),
      cause: clean(fill(entry.cause, params)),
      since: observation.since ?? null,
      at: observation.at ?? null,
      count: observation.count ?? 1,
      evidence: observation.evidence.map((one) => ({
        ...one,
        source: clean(one.source),
        text: clean(one.text),
      })),
      remedy: { text: clean(fill(remedy.text, params)), commands: actions.map((action) => action.command) },
      params,
      actions,
    }
  }
}
