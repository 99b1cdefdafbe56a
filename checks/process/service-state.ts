import type { Evidence, Params } from '../../src/core/finding.ts'

/** A service as its manager describes it, in words that launchd and systemd share. */
export interface ServiceState {
  readonly manager: 'launchd' | 'systemd'
  /** The name to use with the manager: `gui/501/com.joel.gateway`, `openclaw-gateway.service`. */
  readonly service: string
  /** False where the manager does not know it. */
  readonly registered: boolean
  /** False where the service's domain does not exist, because its user is not logged in (launchd only). */
  readonly domain: boolean
  /** `unknown`: the manager would not say. systemd's `disabled` only means "not started at boot". */
  readonly enabled: 'yes' | 'disabled' | 'masked' | 'unknown'
  /** The manager's own words: "running", "spawn scheduled", "activating (auto-restart)". */
  readonly state: string
  /** It counts as up for its manager, which may be so without a main process (systemd's forking and oneshot). */
  readonly up: boolean
  /** Its preparations run, its main process does not exist yet (systemd only). */
  readonly starting: boolean
  /** It is on its way down; some gateways take minutes to finish their work. */
  readonly stopping: boolean
  /** Its process; null while none runs. */
  readonly pid: number | null
  /** launchd: starts since it was registered. systemd: automatic restarts since the last start by hand, plus one. */
  readonly runs: number | null
  /** How the previous run ended; null where that is not known, or it never ended. */
  readonly lastExit: LastExit | null
  /** When it came to its present state, epoch ms (systemd only). */
  readonly changedAt: number | null
  /** The manager has given up starting it. */
  readonly startLimit: boolean
  /** Whom the manager runs it as, where it says so. */
  readonly user: string | null
  /** Another place where it is registered too, and would start a second daemon. */
  readonly alsoIn: string | null
  readonly evidence: readonly Evidence[]
  /** Names for the remedy's commands; each manager fills only those of its own commands. */
  readonly params: Params
}

/** `clean`: exit code 0, or a signal that asks to end (SIGTERM, SIGINT). */
export interface LastExit {
  readonly words: string
  readonly clean: boolean
}

/** The service's state, or why we could not look. */
export type ServiceAnswer =
  | { readonly ok: true; readonly state: ServiceState }
  | { readonly ok: false; readonly why: string }
