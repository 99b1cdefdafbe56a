import { field, page, paragraph } from './block.ts'
import { type Look, type LookOptions, lookOf } from './look.ts'

/** What `firstfault layers` shows: a gateway, its layers and checks in order, where each looks, what is missing. */
export interface LayersView {
  readonly gateway: { readonly name: string; readonly system: string; readonly because: string }
  readonly layers: readonly LayerView[]
  /** Probes that are never made. */
  readonly forbidden: readonly { readonly probe: string; readonly why: string }[]
}

export interface LayerView {
  readonly layer: string
  readonly title: string
  /** Why the layer has no checks; null where it has some. */
  readonly absent: string | null
  readonly checks: readonly CheckView[]
}

export interface CheckView {
  readonly id: string
  readonly title: string
  readonly effects: 'none' | 'writes'
  readonly looks: readonly string[]
  readonly missing: string | null
}

/** The layers of a gateway for a person at a terminal. */
export function layersText(view: LayersView, options: LookOptions): string {
  const look = lookOf(options)
  const { name, system, because } = view.gateway
  return page([
    paragraph(look, `${name} (${system}): ${because}`, { paint: look.bold }),
    ...view.layers.map((layer, index) => layerBlock(look, layer, index + 1)),
    forbiddenBlock(look, view),
  ])
}

function layerBlock(look: Look, layer: LayerView, number: number): readonly string[] {
  const lead = `${String(number).padStart(2)} `
  return [
    ...paragraph(look, `${layer.layer}: ${layer.title}`, { lead, paint: look.bold }),
    ...(layer.absent === null ? [] : paragraph(look, `no checks: ${layer.absent}`, { indent: 3 })),
    ...layer.checks.flatMap((check) => checkLines(look, check)),
  ]
}

function checkLines(look: Look, { title, effects, looks, missing }: CheckView): readonly string[] {
  const symbol = missing === null ? look.symbols.note : look.symbols.skipped
  const writes = effects === 'writes' ? ' (writes, and takes back what it wrote)' : ''
  return [
    ...paragraph(look, `${title}${writes}`, { indent: 3, lead: `${symbol} ` }),
    ...(missing === null ? looks : []).flatMap((place) =>
      paragraph(look, place, { indent: 7, paint: look.faint }),
    ),
    ...(missing === null ? [] : paragraph(look, missing, { indent: 7, lead: 'missing: ' })),
  ]
}

function forbiddenBlock(look: Look, { forbidden }: LayersView): readonly string[] {
  const right = { ...look, width: look.width - 10 }
  return field(
    look,
    'Never run',
    forbidden.flatMap(({ probe, why }) => paragraph(right, `${probe}: ${why}`)),
  )
}
