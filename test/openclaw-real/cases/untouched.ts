import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diagnoseUnder, verdictOf } from '../../openclaw/diagnose.ts'
import type { Rig } from '../../openclaw/rig.ts'
import { type Call, callsIn, tracer, writesIn } from '../../strace/trace.ts'

const untraceable = tracer('/dev/null') === null
if (untraceable)
  process.stderr.write(
    '\nSKIPPED: the proof that a walk changes nothing of a running gateway: strace is not installed, or may not trace here.\n\n',
  )

/** What a walk does to the files of a gateway that runs: its own writes are traced, since the gateway writes too. */
export function untouchedCases(bench: () => Rig): void {
  describe.skipIf(untraceable)('a walk of the running gateway', () => {
    test('writes into none of its files, makes and removes none, and leaves no record in its log', async () => {
      const { sandbox, logged } = bench()
      expect((await bench().say('well')).payload?.status).toBe('ok')
      const own = mkdtempSync(join(tmpdir(), 'firstfault-trace-'))
      try {
        const trace = join(own, 'trace')
        const before = logged('\n')
        const files = new Set(
          readdirSync(sandbox.home, { recursive: true }).map((name) => join(sandbox.home, `${name}`)),
        )
        const env = { ...sandbox.env, XDG_CACHE_HOME: own, TMPDIR: own }
        const seen = await diagnoseUnder(
          tracer(trace, { content: true }) ?? [],
          env,
          '--system',
          'openclaw',
          '--keep-going',
        )
        expect(verdictOf(seen)).toBe('healthy')

        const calls = callsIn(trace).filter(({ line }) => line.includes(sandbox.home))
        const opened = (name: string) => calls.some(({ path }) => path.endsWith(name))
        expect(['openclaw.json', 'gateway.log', '/openclaw.sqlite', '-agent.sqlite'].map(opened)).toEqual([
          true,
          true,
          true,
          true,
        ])
        const writes = writesIn(calls).filter((call) => !isReading(call, files))
        expect(writes.map(({ line }) => line)).toEqual([])

        const added = readFileSync(sandbox.log, 'utf8').split('\n').slice(before, -1)
        expect(added.map(nameIn).filter((name) => !/^\{"(subsystem|module)":/.test(name))).toEqual([])
      } finally {
        rmSync(own, { recursive: true, force: true })
      }
    })
  })
}

/** How SQLite reads a database that is in use: it takes its locks in the shared-memory index, which holds no data, and
 *  it opens the write-ahead log in no other way than for writing, gives it as root to the owner of the database, and
 *  writes nothing into it. */
function isReading({ name, path }: Call, before: ReadonlySet<string>): boolean {
  if (!before.has(path)) return false
  return path.endsWith('.sqlite-shm') || (path.endsWith('.sqlite-wal') && ['openat', 'fchown'].includes(name))
}

/** Who wrote a record: the gateway's own parts name themselves with an object, everything else with words. */
const nameIn = (line: string): string => String(JSON.parse(line)._meta?.name)
