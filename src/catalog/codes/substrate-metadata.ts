import { type Codes, look, remedy } from '../entry.ts'
import { keep, panes, relaunch } from './houmao-steps.ts'

const again = ['firstfault diagnose --only substrate']
const stale = remedy(
  'Treat the session as stale and relaunch it; do not mend its environment by hand.',
  keep,
  relaunch,
)

/** What a managed tmux session publishes about itself, and whether it still fits. */
export const metadata = {
  'substrate.metadata-missing': {
    title: 'The session publishes no agent metadata',
    meaning: 'Commands for the current session cannot tell which agent they are in: attach is refused.',
    cause:
      'Neither HOUMAO_MANIFEST_PATH nor HOUMAO_AGENT_ID is set in tmux session {sessionName}: it is not the managed session, or an older launch that published nothing.',
    remedy: remedy(
      'Make sure that this is the right session; an older launch must be relaunched.',
      ...panes,
      relaunch,
    ),
    bySystem: {
      houmao: remedy(
        'Be in the right session. Else name the agent: houmao-mgr agents single --agent-name NAME gateway attach (a --target-tmux-session option no longer exists). An older launch must be relaunched.',
        ...panes,
        relaunch,
      ),
    },
    verify: again,
  },
  'substrate.manifest-pointer-stale': {
    title: 'The session points to a manifest that is not there',
    meaning: 'The metadata of the session is stale; without a good registry record attach is refused.',
    cause:
      'The runtime or session root was moved or removed, or the session was made anew with an old environment: {file} is missing.',
    remedy: stale,
    verify: again,
  },
  'substrate.manifest-invalid': {
    title: 'The manifest of the session cannot be used',
    meaning: 'Attach, detach and prompts refuse to work with it.',
    cause: '{file}: {why}.',
    remedy: stale,
    verify: again,
  },
  'substrate.manifest-other-session': {
    title: 'The manifest belongs to another tmux session',
    meaning: 'The metadata is stale: attach refuses, so that it does not serve the wrong agent.',
    cause: 'The resolved manifest names session {other}, the session is {sessionName}.',
    remedy: stale,
    verify: again,
  },
  'substrate.agent-id-mismatch': {
    title: 'Session, manifest and registry name different agents',
    meaning: 'The stored authority belongs to another agent: attach refuses or serves the wrong one.',
    cause: '{why}.',
    remedy: stale,
    verify: again,
  },
  'substrate.registry-stale': {
    title: 'The shared registry has no usable record of the agent',
    meaning: 'Commands that go by the agent id or name do not find it, and no server discovers it.',
    cause: '{why}: not yet published, cleaned up, expired, or kept under another registry root.',
    remedy: remedy(
      'Wait for the publication when the agent was launched moments ago; compare HOUMAO_GLOBAL_REGISTRY_DIR; else relaunch.',
      look('see the record', 'cat', '{record}'),
      relaunch,
    ),
    verify: again,
  },
  'substrate.gateway-files-missing': {
    title: 'The gateway directory of a live session is gone or incomplete',
    meaning: 'Queue and history are lost, and the metadata is stale under a session that still lives.',
    cause: 'Missing: {what}. The directory was deleted or partly cleaned up.',
    remedy: remedy(
      'Look before anything else: every houmao-mgr command about this agent puts an empty queue in its place. Then relaunch.',
      look('see what is left', 'ls', '-la', '{gateway}'),
      relaunch,
    ),
    verify: again,
  },
  'substrate.session-recreated': {
    title: 'The session was made anew and still carries old bindings',
    meaning: 'What it publishes about a gateway is from before: handles may point at other windows.',
    cause: '{why}.',
    remedy: remedy(
      'Relaunch the managed session; do not mend its environment by hand.',
      ...panes,
      keep,
      relaunch,
    ),
    verify: again,
  },
  'substrate.state-path-stale': {
    title: 'The session publishes the state file of another gateway directory',
    meaning: 'Gateway commands refuse it as an invalid value and clean nothing up.',
    cause: 'HOUMAO_GATEWAY_STATE_PATH is not {gateway}/state.json: the session root was moved or made anew.',
    remedy: stale,
    verify: again,
  },
  'substrate.agent-def-missing': {
    title: 'The definition directory of the agent is missing',
    meaning: 'The session cannot be resumed: gateway commands are refused.',
    cause: 'HOUMAO_AGENT_DEF_DIR points to a directory that does not exist: {file}.',
    remedy: remedy('Restore the directory, or relaunch from a project that has it.', relaunch),
    verify: again,
  },
  'substrate.backend-retired': {
    title: 'The session uses a retired backend',
    meaning: 'The installed version refuses gateway commands for it.',
    cause: 'Its manifest says houmao_server_rest, which current builds no longer serve.',
    remedy: remedy('Launch the agent anew with a maintained backend.', relaunch),
    verify: again,
  },
} as const satisfies Codes<'substrate'>
