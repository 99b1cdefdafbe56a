import * as z from 'zod'

const text = z.string().nullish()
const route = z.looseObject({ api_base_url: text, managed_agent_ref: text })

/** `<S>/manifest.json`, schema 4: what the session is. Only the keys that are judged; the file has more. */
export const manifestSchema = z.looseObject({
  schema_version: z.literal(4).default(4),
  backend: z.string(),
  tool: text,
  agent_name: text,
  agent_id: text,
  tmux_session_name: text,
  tmux: z.looseObject({ session_name: text, primary_window_id: text, primary_pane_id: text }).nullish(),
  runtime: z.looseObject({ agent_def_dir: text }).nullish(),
  gateway_authority: z.looseObject({ attach: route.nullish(), control: route.nullish() }).nullish(),
})

export type Manifest = z.infer<typeof manifestSchema>

/** The tmux session that a manifest names. */
export function sessionOf(manifest: Manifest): string | null {
  return manifest.tmux?.session_name ?? manifest.tmux_session_name ?? null
}
