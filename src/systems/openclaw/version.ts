import type { Host } from '../../host/host.ts'
import { at, jsonOf, textOf } from './lenient.ts'
import type { OpenclawSettings } from './settings.ts'

/** The release that runs, by its own word at `/startupz`; of a gateway that is stopped, the one that wrote the
 *  configuration last. */
export async function readVersion(
  { config, port, container }: OpenclawSettings,
  host: Host,
  signal: AbortSignal,
): Promise<string | null> {
  // The port of a container is known to its runtime alone; `/startupz` is asked there by the walk.
  if (container) return null
  const file = await host.files.read({ path: config, maxBytes: 4_000_000, followLinks: true })
  const { default: json5 } = await import('json5')
  const document: unknown = file.ok ? json5.parse(file.text) : null
  const configured = at(document, 'gateway', 'port')
  const url = `http://127.0.0.1:${typeof configured === 'number' ? configured : port}/startupz`
  const answer = await host.http.request({ url, deadlineMs: 1_000 }, signal)
  const running =
    answer.ok && answer.contentType === 'application/json'
      ? textOf(at(jsonOf(answer.body), 'version'), 40)
      : null
  return running ?? textOf(at(document, 'meta', 'lastTouchedVersion'), 40)
}
