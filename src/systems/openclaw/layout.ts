/** Where a profile's things are when nothing says otherwise. */
export interface Layout {
  readonly stateDir: string
  readonly config: string
  /** Directory and name of the daily log, `<directory>/<name>-YYYY-MM-DD.log`. */
  readonly log: { readonly directory: string; readonly name: string }
  readonly port: number
  /** The launchd labels that it may bear, the usual one first. */
  readonly labels: readonly string[]
  /** The systemd units that it may bear, the usual one first. */
  readonly units: readonly string[]
}

/** OpenClaw's own rules (2026.9.6): a profile is a second gateway beside the default one, and `dev` has a port of its
 *  own. `null` is the default profile. */
export function layoutOf(home: string, profile: string | null): Layout {
  const stateDir = profile === null ? `${home}/.openclaw` : `${home}/.openclaw-${profile}`
  return {
    stateDir,
    config: `${stateDir}/openclaw.json`,
    log: { directory: '/tmp/openclaw', name: profile === null ? 'openclaw' : `openclaw-${profile}` },
    port: profile === 'dev' ? 19_001 : 18_789,
    labels:
      profile === null
        ? ['ai.openclaw.gateway']
        : [`ai.openclaw.${profile}`, `ai.openclaw.gateway.${profile}`],
    // openclaw.service is what the Podman Quadlet (of the user) and the Ansible role (of the machine) install.
    units:
      profile === null
        ? ['openclaw-gateway.service', 'openclaw.service']
        : [`openclaw-gateway-${profile}.service`],
  }
}

/** The profile of a state directory's name; null for the default one, undefined for anything else. */
export function profileOf(directory: string): string | null | undefined {
  if (directory === '.openclaw') return null
  return /^\.openclaw-([\w.-]{1,60})$/.exec(directory)?.[1]
}
