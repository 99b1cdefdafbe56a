import { type Codes, look, remedy } from '../entry.ts'
import { panes, relaunch, sessions } from './houmao-steps.ts'

const again = ['firstfault diagnose --only substrate', 'firstfault diagnose']

/** The tmux server and the session in which an agent lives. */
export const tmux = {
  'substrate.tmux-server-down': {
    title: 'No tmux server runs',
    meaning: 'The agent lives in a tmux session: without the server there is neither agent nor gateway.',
    cause:
      'The machine or the user session was restarted, the server was ended, or it listens on another socket (TMUX_TMPDIR, -L): {why}.',
    remedy: remedy(
      'Make sure that the right socket is asked (TMUX_TMPDIR, tmux.socket in the configuration), then relaunch the agent.',
      ...sessions,
      relaunch,
    ),
    verify: again,
  },
  'substrate.tmux-silent': {
    title: 'The tmux server does not answer',
    meaning: 'Whatever asks tmux hangs, the gateway included.',
    cause: 'The server is stopped, or the machine is overloaded: {why}.',
    remedy: remedy('See the state of the server process.', look('see it', 'pgrep', '-a', 'tmux')),
    verify: again,
  },
  'substrate.session-gone': {
    title: 'The tmux session of the agent does not exist',
    meaning: 'The agent and its gateway are gone with it. Prompts are not taken.',
    cause:
      'Session {sessionName} was ended or renamed; a record that still calls the agent active is stale. Only this exact name was asked for.',
    remedy: remedy('Relaunch the managed session.', ...sessions, relaunch),
    verify: again,
  },
  'substrate.agent-window-missing': {
    title: 'The window of the agent is gone',
    meaning: 'Window 0 is the agent. Prompts have no one to go to, however healthy the gateway looks.',
    cause:
      'Window 0 of {sessionName} was closed, or killed by a gateway command that followed a stale handle. A gateway that starts now may take its place.',
    remedy: remedy('Relaunch the managed session; do not build window 0 by hand.', ...panes, relaunch),
    verify: again,
  },
  'substrate.agent-pane-dead': {
    title: 'The agent in window 0 has ended',
    meaning: 'The pane is kept, its process is dead. Houmao still calls the session connected and ready.',
    cause: 'The agent program in pane {pane} exited or crashed.',
    remedy: remedy(
      'Read its last words in the pane, then relaunch; never kill window 0 by hand.',
      ...panes,
      relaunch,
    ),
    verify: again,
  },
} as const satisfies Codes<'substrate'>
