import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseDisabled, parseLaunchdPrint } from '../../checks/process/launchd.ts'
import { parsePid } from '../../checks/process/pid-file-judge.ts'
import { parseSystemdShow } from '../../checks/process/systemd.ts'
import { parseInfo, serverState } from '../../checks/redis/info.ts'
import { parseDuration, parseMoment } from '../../src/cli/times.ts'
import { parseCount, parseWindow } from '../../src/cli/window.ts'
import { loadConfig } from '../../src/config/load.ts'
import { UsageError } from '../../src/core/usage-error.ts'
import { fromEnvFile } from '../../src/host/env-file.ts'
import { nodeList, podList } from '../../src/host/machine/kube-objects.ts'
import { parseLsof, parseNetstat } from '../../src/host/machine/listeners-darwin.ts'
import { parseSockets } from '../../src/host/machine/listeners-linux.ts'
import { parsePs } from '../../src/host/machine/processes-darwin.ts'
import { parseProcess } from '../../src/host/machine/processes-linux.ts'
import { fromMarkdown } from '../../src/host/machine/secrets.ts'
import { accountIn } from '../../src/host/machine/who.ts'
import { parseRecording } from '../../src/host/recording.ts'
import { hitsIn } from '../../src/logs/hits.ts'
import { jsonFormat } from '../../src/logs/json-format.ts'
import { linesFormat } from '../../src/logs/lines-format.ts'
import type { LogFormat } from '../../src/logs/record.ts'
import { withSpans } from '../../src/logs/span.ts'
import { clean } from '../../src/redact/clean.ts'
import { neutralise } from '../../src/redact/neutralise.ts'
import { redact } from '../../src/redact/redact.ts'
import { credentialsIn } from '../../src/systems/joelclaw/credentials.ts'
import { parseStatusEnvelope } from '../../src/systems/joelclaw/envelope.ts'
import { errorRules } from '../../src/systems/joelclaw/error-rules/index.ts'
import { flowOf } from '../../src/systems/joelclaw/flow.ts'
import { healthDocument } from '../../src/systems/joelclaw/health.ts'
import { parseHeartbeat } from '../../src/systems/joelclaw/heartbeat.ts'
import { errFormat, outFormat } from '../../src/systems/joelclaw/log-format.ts'
import { matchText } from '../../src/systems/joelclaw/match-text.ts'
import { parseRestartMarker } from '../../src/systems/joelclaw/restart-marker.ts'
import { storedMessages } from '../../src/systems/joelclaw/stored-messages.ts'
import { clickhousePage, typesensePage } from '../../src/systems/joelclaw/telemetry.ts'
import { currentBranch } from '../../src/transcript/branch.ts'
import { plainDialect } from '../../src/transcript/dialect.ts'
import { exchangesOf } from '../../src/transcript/exchange.ts'
import { parseEntry } from '../../src/transcript/narrow.ts'
import { openItems } from '../../src/transcript/open-items.ts'
import { fakeHost } from '../support/fake-host.ts'
import { CONFIG, RECORDING, TRANSCRIPT } from './seeds.ts'

/** A parser, texts that it knows, and what must be true of every text that it is given. Throws when it is not. */
export interface Target {
  readonly seeds: readonly string[]
  readonly check: (text: string) => unknown
}

const root = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const read = (path: string): string => readFileSync(root + path, 'utf8')
const readAll = (folder: string, pattern: RegExp) =>
  readdirSync(root + folder)
    .filter((name) => pattern.test(name))
    .map((name) => read(`${folder}/${name}`))

const NOW = Date.UTC(2026, 2, 9, 20, 30)

/** A record never begins before the one above it, is never longer than its bound, and never claims a time that is none. */
function checkRecords(format: LogFormat, text: string): void {
  const records = format.records(text)
  let line = 0
  for (const record of records) {
    if (record.line < line || record.text.length > 10_000)
      throw new Error(`a record of ${record.text.length}`)
    if (record.at !== null && !Number.isFinite(record.at))
      throw new Error(`a time that is none: ${record.at}`)
    line = record.line
  }
}

/** Classifies every record by all rules of a log, as the error log's checks do. */
function checkRules(text: string): void {
  const records = withSpans(errFormat.records(text), () => null, {
    mtimeMs: NOW,
    runFrom: null,
    runStartedAt: null,
  })
  const log = { id: 'err', source: 'err', records, runFrom: null, countedFrom: 0, whole: true }
  hitsIn(errorRules, [log])
  matchText(text)
}

/** A wrong command line or configuration is a usage error, never anything else. */
async function usage(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    if (error.message === '' || error.hint === '') throw new Error('an empty complaint', { cause: error })
  }
}

const configOf = (path: string) => (text: string) =>
  usage(() => {
    const file = { ok: true, text, size: text.length, mtimeMs: NOW, uid: 501, truncated: false } as const
    return loadConfig(path, fakeHost({ files: { read: async () => file } }))
  })

export const targets: Readonly<Record<string, Target>> = {
  'log-lines': {
    seeds: [
      '2026-03-09T20:29:00.000Z INFO started\n2026-03-09 20:29:01,123 ERROR failed: x\n',
      'Mar  9 20:29:00 mini gw[812]: up\n[20:29:01] tick\r\n',
    ],
    check: (text) => checkRecords(linesFormat({ zone: 'utc', now: NOW }), text),
  },
  'log-json': {
    seeds: [
      ...readAll('openclaw', /\.jsonl$/),
      '{"time":1773088140000,"level":50,"msg":"x","err":{"message":"y"}}\n',
    ],
    check: (text) => checkRecords(jsonFormat(), text),
  },
  'log-bun': {
    seeds: [...readAll('joelclaw', /\.(err|log)$/).flatMap(portions)],
    check: (text) => {
      checkRecords(errFormat, text)
      checkRecords(outFormat, text)
    },
  },
  'log-rules': { seeds: readAll('joelclaw', /\.(err|log)$/).flatMap(portions), check: checkRules },
  flow: {
    seeds: [read('joelclaw/healthy.log').slice(0, 4_000)],
    check: (text) => {
      const records = withSpans(outFormat.records(text), () => null, {
        mtimeMs: NOW,
        runFrom: null,
        runStartedAt: null,
      })
      flowOf({ id: 'log', source: 'log', records, runFrom: null, countedFrom: 0, whole: true })
    },
  },
  launchctl: {
    seeds: [
      'com.joel.gateway = {\n\tactive count = 1\n\tstate = running\n\n\tprogram = /x\n\tpid = 812\n\truns = 2\n\tlast exit code = (never exited)\n\tenvironment = {\n\t\tA => b\n\t}\n}\n',
      '\tdisabled services = {\n\t\t"com.joel.gateway" => disabled\n\t\t"x" => enabled\n\t}\n',
    ],
    check: (text) => [parseLaunchdPrint(text), parseDisabled(text, 'com.joel.gateway')],
  },
  systemctl: {
    seeds: [
      'LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=812\nNRestarts=0\nResult=success\nUnitFileState=enabled\nExecMainStartTimestamp=Mon 2026-03-09 20:29:00 UTC\n',
    ],
    check: parseSystemdShow,
  },
  transcript: {
    seeds: [TRANSCRIPT],
    check: (text) => {
      const entries = text.split('\n').flatMap((line) => parseEntry(line, plainDialect) ?? [])
      openItems(exchangesOf(entries, currentBranch(entries)))
    },
  },
  status: {
    seeds: [
      ...readAll('joelclaw', /^health-.*\.json$/),
      '{"ok":true,"command":"joelclaw gateway status","result":{"sessions":[],"redis":"connected"}}',
    ],
    check: (text) => [parseStatusEnvelope(text), healthDocument.safeParse(jsonOr(text))],
  },
  documents: {
    seeds: [
      '{"anthropic":{"type":"oauth","access":"a","refresh":"b","expires":1773088140000},"openai":{"type":"api_key","key":"k"}}',
      '{"requestedAt":"2026-03-09T20:29:00.000Z","pid":812,"reason":"operator"}',
      '{"hits":[{"document":{"id":"1","timestamp":1773088140000,"level":"error","component":"gateway","action":"x"}}],"found":1}',
      '{"data":[{"timestamp":"2026-03-09 20:29:00.000","level":"error"}],"rows":1}',
      'export const lastHeartbeat = 1773088140000\n',
      '1773088140000',
      '812\n',
    ],
    check: (text) => [
      credentialsIn(text),
      parseRestartMarker(text),
      parseHeartbeat(text),
      typesensePage(text),
      clickhousePage(text),
      parsePid(text),
      storedMessages({ ok: true, value: jsonOr(text) as null }),
    ],
  },
  kubernetes: {
    seeds: [
      '{"items":[{"metadata":{"name":"n"},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-03-09T20:29:00Z"}]}}]}',
      '{"items":[{"metadata":{"name":"redis-0","deletionTimestamp":null},"status":{"phase":"Running","startTime":"2026-03-09T20:29:00Z","containerStatuses":[{"name":"redis","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-03-09T20:29:00Z"}}}]}}]}',
    ],
    check: (text) => [nodeList.safeParse(jsonOr(text)), podList.safeParse(jsonOr(text))],
  },
  redis: {
    seeds: [
      '# Server\r\nredis_version:7.0.15\r\nused_memory:100\r\nmaxmemory:0\r\nrole:master\r\nrdb_last_bgsave_status:ok\r\n',
    ],
    check: (text) => [
      parseInfo(text),
      serverState({ info: { ok: true, value: text }, role: { ok: true, value: jsonOr(text) as null } }),
    ],
  },
  'config-json': { seeds: [JSON.stringify(CONFIG)], check: configOf('/c.json') },
  'config-yaml': {
    seeds: [
      'gateways:\n  mine:\n    system: custom\n    layers:\n      redis:\n        checks:\n          - check: redis-server\n            port: 6379\naccept: []\n',
      '# nothing\n{}\n',
    ],
    check: configOf('/c.yaml'),
  },
  'env-file': {
    seeds: ['export A="b c" # note\nTYPESENSE_API_KEY=abc\n# x\nB=\'d\'\n', '- `A=b`\n* B=c\n'],
    check: (text) => [fromEnvFile(text, 'A'), fromMarkdown(text, 'A')],
  },
  recording: {
    seeds: [RECORDING],
    check: (text) => {
      try {
        parseRecording(text)
      } catch (error) {
        if (!(error instanceof Error && /recording/.test(error.message))) throw error
      }
    },
  },
  machine: {
    seeds: [
      '  501     1 Ss   Mon Mar  9 20:29:00 2026     /opt/bun/bin/bun run daemon.ts\n',
      'p812\nR1\nu501\ncbun\nf12\nn127.0.0.1:3018\n',
      'tcp4       0      0  127.0.0.1.3018         *.*                    LISTEN\n',
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 0100007F:0BCA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   501        0 12345 1\n',
      '812 (bun (x) y) S 1 812 812 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 10 0 123456 1 1\nUid:\t501\t501\nTgid:\t812\n',
      'root:x:0:0:root:/root:/bin/bash\njoel:x:501:501::/home/joel:/bin/zsh\n',
    ],
    check: (text) => [
      parsePs(text),
      parseLsof(text),
      parseNetstat(text),
      parseSockets(text),
      parseProcess({ pid: 812, stat: text, status: text, args: text, bootedAt: 0 }),
      accountIn(text, 501),
    ],
  },
  times: {
    seeds: ['60s', '1.5h', '2026-03-09T20:29:00Z', '2026-03-09', '10d', '500ms'],
    check: async (text) => {
      await usage(() => finite(parseDuration(text, '--timeout')))
      await usage(() => finite(parseMoment(text, '--since', NOW)))
      await usage(() => finite(parseCount(text, '--lines', 0)))
      await usage(() => parseWindow({ hours: text, since: text, until: text }, 1, NOW))
    },
  },
  redact: {
    seeds: [
      `Authorization: Bearer ${'a1'.repeat(20)} redis://:pass@host:6379 {"token":"abcdefgh"} api_key=xyz123456\n`,
      'curl -u a:b https://c?key=d&e=f # \u001b[31mred\u001b[0m',
    ],
    check: (text) => {
      const once = redact(text)
      if (redact(once) !== once) throw new Error('redacting twice is another thing')
      if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(neutralise(text)))
        throw new Error('a control got through')
      if (clean(text).length > 2_000 || clean(text).includes('\n')) throw new Error('not one short line')
    },
  },
}

function finite(value: number): void {
  if (!Number.isFinite(value)) throw new Error(`${value} is no number`)
}

/** Pieces of a large text: small seeds are changed where it matters. */
function portions(text: string): readonly string[] {
  return Array.from({ length: Math.min(8, Math.ceil(text.length / 2_000)) }, (_, part) =>
    text.slice(part * 2_000).slice(0, 2_000),
  )
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
