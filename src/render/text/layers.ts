import { LAYERS } from '../../core/layer.ts'
import type { LayerReport, Report } from '../../core/report.ts'
import { beside, field, paragraph } from '../block.ts'
import type { Look } from '../look.ts'
import { duration } from '../time.ts'
import { textWidth } from '../width.ts'
import { padEnd, shorten } from '../wrap.ts'

/** Below this the details have no room; the fault block and the warnings say what matters. */
const ROOM_FOR_DETAIL = 60

/** The duration's column; wider where a layer took more than a minute. */
const TIME = 7

/** One line for each layer that was looked at: symbol, word, title, detail, duration. */
export function layerLines(look: Look, report: Report): readonly string[] {
  const ran = report.layers.filter((layer) => layer.status !== 'skipped')
  const words = Math.max(...ran.map((layer) => layer.status.length))
  const most = look.width < ROOM_FOR_DETAIL ? look.width : Math.floor(look.width * 0.35)
  const titles = Math.min(most, Math.max(...ran.map((layer) => textWidth(look.plain(layer.title)))))
  const times = Math.max(TIME, ...ran.map((layer) => duration(layer.durationMs).length))
  return ran.flatMap((layer) => layerLine(look, layer, { words, titles, times }))
}

interface Columns {
  readonly words: number
  readonly titles: number
  readonly times: number
}

function layerLine(look: Look, layer: LayerReport, { words, titles, times }: Columns): readonly string[] {
  const paint = look.status(layer.status)
  const left = `${look.symbols[layer.status]} ${padEnd(layer.status, words)}  `
  const { cut } = look.symbols
  if (look.width < ROOM_FOR_DETAIL)
    return [paint(left) + shorten(look.plain(layer.title), look.width - textWidth(left), cut)]
  const title = padEnd(shorten(look.plain(layer.title), titles, cut), titles)
  const room = look.width - textWidth(left) - titles - 2 - 1 - times
  const detail = look.plain(layer.detail)
  const time = duration(layer.durationMs).padStart(times)
  const first = `${paint(left)}${title}  ${padEnd(shorten(detail, room, cut), room)} ${look.faint(time)}`
  const full =
    look.verbose && textWidth(detail) > room ? paragraph(look, detail, { indent: textWidth(left) + 2 }) : []
  return [first, ...full]
}

/** The layers that were not run and why, grouped by the reason. */
export function skippedLines(look: Look, report: Report): readonly string[] {
  const groups = new Map<string, string[]>()
  for (const layer of report.layers) {
    if (layer.status !== 'skipped') continue
    const why = reasonOf(layer)
    groups.set(why, [...(groups.get(why) ?? []), layer.layer])
  }
  const lines = [...groups].flatMap(([why, ids]) => paragraph(beside(look), `${why}: ${ids.join(', ')}`))
  return field(look, 'Not run', lines)
}

const REASONS: Readonly<Record<string, string>> = {
  'not-in-system': 'not in this system',
  'not-configured': 'not configured',
  'not-selected': 'not selected',
  'read-only': 'they write, and this walk is read-only',
  interrupted: 'interrupted before',
  deadline: 'the time was up before',
}

function reasonOf({ because, detail }: LayerReport): string {
  if (LAYERS.some((id) => id === because)) return `after the fault in ${because}`
  return (because && REASONS[because]) ?? detail
}
