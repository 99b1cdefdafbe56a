import { type Codes, look, remedy } from '../entry.ts'
import {
  attach,
  desiredConfig,
  detach,
  gatewayLog,
  instanceFile,
  keep,
  moveAside,
  panes,
  relaunch,
  whoListens,
} from './houmao-steps.ts'

const again = ['firstfault diagnose --only process,cli-status']
/** A gateway that is attached to an agent's session: a process beside it, or in a window of its own. */
export const sidecar = {
  'process.not-attached': {
    title: 'No gateway is attached',
    meaning: 'A session that could have a gateway has none now. That is normal unless one is expected.',
    cause: 'It was never attached, or it was detached in order.',
    remedy: remedy('Attach one if it is wanted.', attach),
    verify: again,
  },
  'process.attach-failed': {
    title: 'The gateway was started and is gone',
    meaning: 'An attach failed after the start, or the gateway crashed: prompts through it are not taken.',
    cause:
      'gateway.log tells of a start on port {port} and of no stop, and nothing is attached. A failed attach removes its files; the log is what is left.',
    remedy: remedy('Read the log since its last start, then attach again.', gatewayLog, keep, attach),
    verify: again,
  },
  'process.attach-port-taken': {
    title: 'The gateway did not get its port',
    meaning: 'The last attach failed, and the next one asks for the same port again.',
    cause:
      'Port {port} was in use. An attach keeps the port it once got as the desired one, and insists on it for ever.',
    remedy: remedy(
      'Free the port, or take desired_port out of desired-config.json (leave the rest), then attach.',
      whoListens,
      desiredConfig,
      attach,
    ),
    verify: again,
  },
  'process.desired-port-taken': {
    title: 'The port that the next attach will ask for is taken',
    meaning: 'Nothing is wrong yet; the next attach will fail, or report a success that is none.',
    cause: 'Port {port} of desired-config.json is held by {name} (pid {pid}).',
    remedy: remedy(
      'Free the port, or take desired_port out of desired-config.json.',
      whoListens,
      desiredConfig,
    ),
    verify: again,
  },
  'process.desired-config-invalid': {
    title: 'The wanted configuration of the gateway is broken',
    meaning: 'Every attach fails before it begins, and leaves the files as they are.',
    cause: '{file}: {why}.',
    remedy: remedy('Correct the file; an unknown key is an error too.', desiredConfig),
    verify: again,
  },
  'process.sidecar-dead': {
    title: 'The gateway process is dead and its files are left',
    meaning: 'Files, environment and registry still call it healthy. Prompts through it are not taken.',
    cause: 'Process {pid} ended without a stop: killed, crashed, or the machine was restarted.',
    remedy: remedy('Keep a copy of the files, read the log, then attach again.', keep, gatewayLog, attach),
    verify: again,
  },
  'process.pid-reused': {
    title: 'The recorded process is another program',
    meaning: 'The gateway is dead, and a detach would end the program that has its number now.',
    cause: 'Process {pid} is {name}, not the gateway of this session.',
    remedy: remedy('Do not detach. Move the handle aside, then attach again.', keep, moveAside, attach),
    verify: again,
  },
  'process.bindings-stale': {
    title: 'Files, session and process do not name the same gateway',
    meaning: 'Clients follow one of them and miss the gateway, or reach another one.',
    cause: '{why}.',
    remedy: remedy(
      'Compare the handle with the live panes first; then attach again.',
      instanceFile,
      ...panes,
      keep,
      attach,
    ),
    verify: again,
  },
  'process.orphan-sidecar': {
    title: 'The gateway runs, and its session does not publish it',
    meaning: 'It lives and serves, and nobody finds it. A plain attach would collide with it on its port.',
    cause:
      'A clean-up after a false alarm (often a proxy in the way of the attach) removed what the session publishes, but not process {pid}.',
    remedy: remedy('Detach, which ends the stray process, then attach again.', keep, detach, attach),
    verify: again,
  },
  'process.handle-invalid': {
    title: 'The recorded handle of the gateway is corrupt',
    meaning: 'Houmao takes the file for absent; a detach then ends whatever process gateway.pid names.',
    cause: '{file}: {why}.',
    remedy: remedy(
      'Do not detach and never force-kill window 0: it is the agent. Keep a copy, move the file aside, and make the session state anew by relaunching.',
      ...panes,
      keep,
      moveAside,
      relaunch,
    ),
    verify: again,
  },
  'process.handle-at-agent-window': {
    title: 'The recorded handle points at the agent: do not detach',
    meaning:
      'Detach, stop, a foreground attach and every full clean-up would kill window 0, and the agent with it.',
    cause:
      '{what} of the recorded handle is live as window 0: the tmux server was restarted and gave the same ids again, windows were renumbered, or the file is corrupt.',
    remedy: remedy(
      'Run no gateway command of any kind until the handle is moved aside; then attach or relaunch.',
      ...panes,
      keep,
      moveAside,
    ),
    verify: again,
  },
  'process.auxiliary-window-gone': {
    title: "The gateway's own window is gone",
    meaning: 'The gateway lived in that window. Prompts through it are not taken.',
    cause: 'Pane {pane} of the recorded handle is {state}: the window was closed or its program ended.',
    remedy: remedy('Attach again.', ...panes, keep, attach),
    verify: again,
  },
  'process.handle-mismatch': {
    title: 'The recorded handle is not the window where the gateway is',
    meaning: 'Stopping the gateway would end another window. The names of windows prove nothing.',
    cause: '{why}.',
    remedy: remedy(
      'Compare window id, index and pane before anything is stopped; the file alone is authoritative. Then attach again.',
      ...panes,
      instanceFile,
      keep,
      moveAside,
      attach,
    ),
    verify: again,
  },
  'process.port-other-gateway': {
    title: "Another agent's gateway answers on the port",
    meaning: 'An attach reported success, but prompts go to the other agent or nowhere.',
    cause:
      'Port {port} was already served by the gateway of pid {pid}; the new one could not bind and ended, while the other one answered in its place.',
    remedy: remedy(
      'Stop the stray gateway, or take desired_port out of desired-config.json, then attach again.',
      look('see who it is', 'ps', '-p', '{pid}', '-o', 'pid,ppid,lstart,command'),
      desiredConfig,
      keep,
      attach,
    ),
    verify: again,
  },
} as const satisfies Codes<'process'>
