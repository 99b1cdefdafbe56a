import { describe, expect, test } from 'vitest'
import { layers as kinds } from '../checks/index.ts'
import { codes } from '../src/catalog/codes/index.ts'
import { type CodeEntry, SYSTEMS } from '../src/catalog/entry.ts'
import { scenariosOf } from '../src/catalog/scenarios/index.ts'
import { LAYERS } from '../src/core/layer.ts'
import { placesOf } from '../src/core/remedy.ts'
import { loadSystems } from '../src/systems/index.ts'
import { fakeHost } from './support/fake-host.ts'
import { sourcesIn } from './support/sources.ts'

const entries: readonly (readonly [string, CodeEntry])[] = Object.entries(codes)
const made = (await loadSystems()).map((system) => {
  const own = system.id === 'custom' ? { layers: {} } : {}
  const parsed = system.schema.safeParse({ ...system.defaults(fakeHost()), ...own })
  if (!parsed.success) throw new Error(`${system.id}: the defaults are not enough: ${parsed.error.message}`)
  return { system, layers: system.layers(parsed.data) }
})

describe('the catalogue', () => {
  test.each(entries)('%s belongs to a layer and has every text', (code, entry) => {
    expect(code).toMatch(new RegExp(`^(?:${LAYERS.join('|')})\\.[a-z0-9]+(?:-[a-z0-9]+)*$`))
    const remedies = [entry.remedy, ...Object.values(entry.bySystem ?? {})]
    const texts = [
      entry.title,
      entry.meaning,
      entry.cause,
      ...entry.verify,
      ...remedies.flatMap((remedy) => [remedy.text, ...remedy.steps.map((step) => step.does)]),
    ]
    expect(texts.filter((text) => text.trim().length < 5)).toEqual([])
    expect(texts.filter((text) => /TODO|FIXME|undefined|\[object/.test(text))).toEqual([])
    for (const { steps } of remedies) expect(steps.every((step) => step.run.length > 0)).toBe(true)
  })

  test('no command of a remedy is a line for a shell', () => {
    const words = entries.flatMap(([code, entry]) =>
      [entry.remedy, ...Object.values(entry.bySystem ?? {})].flatMap(({ steps }) =>
        steps.flatMap((step) => step.run.map((word) => [code, word] as const)),
      ),
    )
    expect(words.filter(([, word]) => word === '' || /[|;`]|\$\(|&&|[<>]\s/.test(word))).toEqual([])
    expect(words.filter(([, word]) => word === 'sh' || word === 'bash')).toEqual([])
  })

  /** Every `{name}` place of a text or command, and whether some check or rule has a param of that name. */
  test('every place of a text is a param that some check gives', () => {
    const sources = sourcesIn('checks', 'src/systems', 'src/logs', 'src/transcript')
    const properties = sources.flatMap(({ code }) => code.match(/\b\w+(?=\s*[,:}])/g) ?? [])
    const groups = sources.flatMap(({ text }) =>
      [...text.matchAll(/\(\?P?<(\w+)>/g)].map((group) => group[1]),
    )
    const given = new Set([...properties, ...groups])
    const missing = entries.flatMap(([code, entry]) => {
      const remedies = [entry.remedy, ...Object.values(entry.bySystem ?? {})]
      const texts = remedies.flatMap(({ text, steps }) => [
        text,
        ...steps.flatMap((step) => [step.does, ...step.run]),
      ])
      return [entry.cause, ...entry.verify, ...texts]
        .flatMap(placesOf)
        .filter((name) => !given.has(name))
        .map((name) => `${code}: {${name}}`)
    })
    expect(missing).toEqual([])
  })

  test('every scenario names codes and checks that exist', () => {
    const ids = new Set(
      made.flatMap(({ layers }) => LAYERS.flatMap((id) => checksOf(layers[id]).map((check) => check.id))),
    )
    for (const scenario of SYSTEMS.flatMap((system) => scenariosOf(system))) {
      const named = [...Object.keys(scenario.signs), ...scenario.unless, ...(scenario.alongside ?? [])]
      expect(
        named.filter((code) => !Object.hasOwn(codes, code)),
        scenario.id,
      ).toEqual([])
      expect(
        scenario.probes.filter((probe) => !ids.has(probe)),
        scenario.id,
      ).toEqual([])
      expect(Object.keys(scenario.signs).length, scenario.id).toBeGreaterThan(0)
    }
  })

  test('every code is one that some check or rule gives', () => {
    const declared = new Set<string>(
      made.flatMap(({ layers }) =>
        LAYERS.flatMap((id) => checksOf(layers[id]).flatMap((check) => check.codes)),
      ),
    )
    const written = sourcesIn('checks', 'src/systems', 'src/logs')
      .map((source) => source.text)
      .join('\n')
    const nowhere = entries.filter(([code]) => !declared.has(code) && !written.includes(`'${code}'`))
    expect(nowhere.map(([code]) => code)).toEqual([])
  })
})

type LayerOf = (typeof made)[number]['layers'][keyof (typeof made)[number]['layers']]
const checksOf = (layer: LayerOf) => ('checks' in layer ? layer.checks : [])

describe.each(made)('the checks of $system.id', ({ system, layers }) => {
  const all = LAYERS.flatMap((id) => checksOf(layers[id]).map((check) => ({ layer: id, check })))

  test('have unique ids in the layer that they stand in', () => {
    const ids = all.map(({ check }) => check.id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    for (const { layer, check } of all) expect(check.id).toMatch(new RegExp(`^${layer}/[a-z0-9-]+$`))
  })

  test('declare codes of the catalogue, of their own layer, each once', () => {
    for (const { layer, check } of all) {
      expect(
        check.codes.filter((code) => !Object.hasOwn(codes, code)),
        check.id,
      ).toEqual([])
      expect(new Set(check.codes).size, check.id).toBe(check.codes.length)
      expect(
        check.codes.filter((code) => !code.startsWith(`${layer}.`)),
        check.id,
      ).toEqual([])
    }
  })

  test('say where they look, in positive words', () => {
    for (const { check } of all) {
      expect(check.title.length, check.id).toBeGreaterThan(8)
      expect(check.title, check.id).not.toMatch(/[.!]$/)
      if (check.missing === null) expect(check.looks.length, check.id).toBeGreaterThan(0)
      expect(check.deadlineMs, check.id).toBeLessThanOrEqual(check.effects === 'writes' ? 180_000 : 62_000)
    }
  })

  test('write nowhere but in the end-to-end layer', () => {
    const writing = all.filter(({ check }) => check.effects === 'writes')
    expect(writing.filter(({ layer }) => layer !== 'e2e-queue').map(({ check }) => check.id)).toEqual([])
    expect(writing.length).toBeLessThanOrEqual(1)
  })

  test('say why each forbidden probe is forbidden', () => {
    for (const { probe, why } of system.forbidden)
      expect(Math.min(probe.length, why.length)).toBeGreaterThan(8)
  })
})

test('kinds that a configuration may use have kebab-case names', () => {
  for (const id of LAYERS)
    for (const name of Object.keys(kinds[id])) expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
})

/** Who may load whom: each folder only those that stand before it, and its own. */
const ORDER: readonly (readonly string[])[] = [
  ['src/core', 'src/redact'],
  ['src/host'],
  ['src/catalog'],
  ['src/config', 'src/logs', 'src/transcript'],
  ['checks', 'src/systems'],
  ['src/gateway'],
  ['src/explain', 'src/review', 'src/telemetry'],
  ['src/diagnose', 'src/render'],
  ['src/monitor', 'src/demo'],
  ['src/fleet', 'src/inngest.ts'],
  ['src/cli'],
  ['src/commands', 'src/main.ts'],
]

const rankOf = (path: string): number =>
  ORDER.findIndex((folders) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`)))

describe('the sources', () => {
  const sources = sourcesIn('src', 'checks')
  const inward = sources.filter(({ path }) =>
    /^(checks|src\/(core|systems|logs|transcript|catalog|redact|review|render|explain))\//.test(path),
  )

  test('depend in one direction', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ from, typeOnly }) => !typeOnly && /^(src|checks)\//.test(from) && rankOf(from) > rankOf(path),
        )
        .map(({ from }) => `${path} loads ${from}`),
    )
    expect(wrong).toEqual([])
  })

  test('of the core load the core alone', () => {
    const loaded = sourcesIn('src/core').flatMap(({ imports }) => imports.filter(({ typeOnly }) => !typeOnly))
    expect(loaded.filter(({ from }) => !from.startsWith('src/core/'))).toEqual([])
  })

  test('only Host, the commands and what they start touch the machine', () => {
    const wrong = inward.flatMap(({ path, imports }) =>
      imports.filter(({ from }) => from.startsWith('node:')).map(({ from }) => `${path} loads ${from}`),
    )
    expect(wrong).toEqual([])
    const MACHINE =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\.now\b|\bfetch\(|\bprocess\.(env|argv|cwd|exit|stdout|stderr|stdin|platform|getuid|geteuid|kill|on|hrtime|uptime)\b|\bglobalThis\b/
    const touching = inward.flatMap(({ path, code }) =>
      code
        .split('\n')
        .flatMap((line, index) => (MACHINE.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    )
    expect(touching).toEqual([])
  })

  test('take what they use of zod from its module, and not from its object, which holds every language', () => {
    const whole = sources.filter(({ code }) => /^import \{ z \} from 'zod'/m.test(code))
    expect(whole.map(({ path }) => path)).toEqual([])
  })

  test('stay short', () => {
    const every = [...sources, ...sourcesIn('test', 'scripts')]
    const long = every.filter(({ text }) => text.split('\n').length > 341)
    expect(long.map(({ path }) => path)).toEqual([])
    const sizes = sources.map(({ text }) => text.split('\n').length).toSorted((a, b) => a - b)
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(90)
  })

  test('hold no way around the compiler', () => {
    const wrong = sources.filter(
      ({ text, code }) =>
        /@ts-(ignore|nocheck|expect-error)/.test(text) ||
        /:\s*any\b|\bas any\b|<any>/.test(code) ||
        /\b(TODO|FIXME|XXX)\b/.test(text),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})
