import type { Code } from '../../src/catalog/codes/index.ts'
import { type Context, defineCheck, fine, found, type Outcome, unchecked } from '../../src/core/check.ts'
import type { LayerId } from '../../src/core/layer.ts'
import { bunFormat } from '../../src/logs/bun-format.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import { gather } from '../../src/logs/gather.ts'
import { readJournal } from '../../src/logs/journal.ts'
import { COMMON_FIELDS, type JsonFields, jsonFormat } from '../../src/logs/json-format.ts'
import { judge } from '../../src/logs/judge.ts'
import { linesFormat } from '../../src/logs/lines-format.ts'
import { literalOf } from '../../src/logs/literal.ts'
import type { LogFormat, LogRecord } from '../../src/logs/record.ts'
import type { Matcher, Rule } from '../../src/logs/rule.ts'
import { withSpans } from '../../src/logs/span.ts'
import { userPattern } from '../../src/logs/user-pattern.ts'
import { defineKind } from '../kind.ts'
import { type LogRulesSettings, logRulesSettings, type UserRule } from './log-rules-settings.ts'

type Read = {
  readonly records: readonly LogRecord[]
  readonly countedFrom: number
  readonly mtimeMs: number
  readonly whole: boolean
  readonly partial: boolean
}

/** Rules of a configuration over a log file or a systemd journal; the same kind serves several layers. */
export function logRulesKind(layer: LayerId) {
  return defineKind<LogRulesSettings>({
    schema: logRulesSettings,
    make: (settings) =>
      defineCheck({
        id: `${layer}/${settings.name}`,
        title: settings.title,
        // A configuration may name codes that the catalogue does not have; they get the catalogue's general texts.
        codes: settings.rules.map((rule) => rule.code as Code),
        looks: [sourceOf(settings)],
        run: (context) => run(settings, context),
      }),
  })
}

async function run(settings: LogRulesSettings, context: Context): Promise<Outcome> {
  const rules: Rule[] = []
  let started: Matcher | null = null
  try {
    for (const rule of settings.rules) rules.push(await compiled(rule))
    started = settings.startedBy ? await userPattern(settings.startedBy, false) : null
  } catch (error) {
    return unchecked(`a pattern of the configuration cannot be used: ${String(error).slice(0, 200)}`)
  }
  const read = await readLog(settings, context)
  if ('findings' in read) return read
  const lastStart = started ? read.records.findLastIndex((record) => started.exec(record.head) !== null) : -1
  const runFrom = lastStart < 0 ? null : lastStart
  const records = withSpans(read.records, () => null, { mtimeMs: read.mtimeMs, runFrom, runStartedAt: null })
  const log = {
    id: 'log',
    source: sourceOf(settings),
    records,
    runFrom,
    countedFrom: read.countedFrom,
    whole: read.whole,
  }
  const findings = judge(rules, { logs: [log], window: context.window, standing: {} })
  const detail = `no rule matched ${records.length - read.countedFrom} records`
  if (read.partial) return unchecked(PARTIAL, findings)
  return findings.length > 0 ? found(findings) : fine(detail)
}

const PARTIAL =
  'only the last 8 MB were looked at: a larger file is searched for words, and a pattern of the configuration has none that every match holds'

async function compiled(rule: UserRule): Promise<Rule> {
  const { code, match, not, ignoreCase, clearedBy, ...rest } = rule
  const body = await userPattern(match, ignoreCase)
  const clearings = await Promise.all(clearedBy.map((pattern) => userPattern(pattern, ignoreCase)))
  return {
    ...rest,
    code: code as Code,
    log: 'log',
    body,
    words: body,
    ...(not ? { not: await userPattern(not, ignoreCase) } : {}),
    clearedBy: clearings.map((one) => ({ log: 'log', match: one })),
  }
}

async function readLog(
  settings: LogRulesSettings,
  { host, window, now, signal }: Context,
): Promise<Read | Outcome> {
  if (settings.journal) {
    const journal = await readJournal(host.exec, settings.journal, window, signal)
    if (!journal.ok)
      return unchecked(`the journal of ${settings.journal.unit} cannot be read: ${journal.message}`)
    return { records: journal.records, countedFrom: 0, mtimeMs: now, whole: false, partial: false }
  }
  const path = settings.path ?? ''
  const needles = needlesOf(settings)
  const file = await gather(host.logs, { path, format: formatOf(settings, now), window, needles }, signal)
  return file.ok ? file : withoutLog(path, file)
}

/** The words that a large file is searched for; none where a pattern may match without any. */
function needlesOf({ rules, startedBy }: LogRulesSettings): readonly string[] {
  const patterns = rules.flatMap(({ match, clearedBy }) => [match, ...clearedBy])
  const words = [...patterns, ...(startedBy ? [startedBy] : [])].map(literalOf)
  const sure = !rules.some((rule) => rule.ignoreCase) && words.every((word) => word !== null)
  return sure ? words.filter((word) => word !== null) : []
}

function formatOf(settings: LogRulesSettings, now: number): LogFormat {
  if (settings.format === 'lines') return linesFormat({ zone: settings.zone, now })
  if (settings.format === 'json-lines') return jsonFormat(fieldsOf(settings))
  const prefixes = settings.starts.map((start) => start.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return bunFormat({ starts: new RegExp(`^(?:${prefixes.join('|')})`), between: 'keep' })
}

function fieldsOf({ fields, zone }: LogRulesSettings): JsonFields {
  const own = Object.entries(fields).map(([name, path]) => [name, [path.split('.')]])
  return { ...COMMON_FIELDS, ...Object.fromEntries(own), zone }
}

function sourceOf({ path, journal }: LogRulesSettings): string {
  return path ?? `journalctl${journal?.user ? ' --user' : ''} --unit=${journal?.unit}`
}
