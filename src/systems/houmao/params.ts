import type { Params } from '../../core/finding.ts'
import type { Place } from './place.ts'
import { friendlyName } from './registry.ts'
import type { HoumaoSettings } from './settings.ts'

/** What the texts and commands about one gateway are filled with. Of the two ways to name the session in a tmux
 *  command only one is given: with or without the socket. */
export function paramsOf({ agent, tmux }: HoumaoSettings, place: Place): Params {
  const { session, gateway, record } = place
  const named = agent ?? (record?.kind === 'valid' ? record.value.agent_name : null)
  const socket = tmux.socket
  return {
    ...(named ? { agent: friendlyName(named) } : {}),
    ...(gateway ? { gateway } : {}),
    ...(session ? { sessionName: session } : {}),
    ...(session && socket ? { socket, socketSession: session } : {}),
    ...(session && !socket ? { session } : {}),
  }
}
