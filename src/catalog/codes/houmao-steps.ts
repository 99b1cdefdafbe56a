import { change, look } from '../entry.ts'

/** Steps of the remedies for agents in tmux sessions that Houmao manages (houmao-mgr 2.1.0). */

/** Any command of houmao-mgr about an agent rewrites the files that explain a failure. */
export const keep = change(
  'keep a copy of the evidence first: every houmao-mgr command about this agent rewrites it',
  'cp',
  '-a',
  '{gateway}',
  '{gateway}.before',
)
const single = ['houmao-mgr', 'agents', 'single', '--agent-name', '{agent}'] as const
export const relaunch = change('relaunch the managed session', ...single, 'relaunch')
export const attach = change('attach the gateway again', ...single, 'gateway', 'attach')
export const detach = change('stop the stray gateway', ...single, 'gateway', 'detach')

/** tmux's own short names: window index, pane index, pane id. Its long ones in braces would be taken for places. */
const PANES = 'window #I pane #P id #D'
/** Of these two only the one whose places are filled is printed: the server's socket is configured or not. */
export const panes = [
  look(
    'see the live panes',
    'tmux',
    '-S',
    '{socket}',
    'list-panes',
    '-s',
    '-t',
    '={socketSession}:',
    '-F',
    PANES,
  ),
  look('see the live panes', 'tmux', 'list-panes', '-s', '-t', '={session}:', '-F', PANES),
] as const
export const sessions = [
  look('see the sessions of this server', 'tmux', '-S', '{socket}', 'list-sessions'),
  look('see the sessions', 'tmux', 'list-sessions'),
] as const
export const gatewayLog = look(
  'read what the gateway said last',
  'tail',
  '-n',
  '40',
  '{gateway}/logs/gateway.log',
)
export const instanceFile = look('see the recorded handle', 'cat', '{gateway}/run/current-instance.json')
export const desiredConfig = look('see what the next attach asks for', 'cat', '{gateway}/desired-config.json')
export const whoListens = look('see who listens', 'lsof', '-nP', '-iTCP:{port}', '-sTCP:LISTEN')
/** Houmao takes a missing execution file for "not attached". */
export const moveAside = change(
  'move the handle aside, so that no gateway command follows it',
  'mv',
  '{gateway}/run/current-instance.json',
  '{gateway}/run/current-instance.json.stale',
)
