const AIMED = ['diagnose', 'review']

/** Points our own commands in remedies at the gateway that was walked, under the configuration that was named: what
 *  is printed as the next command must not end in "several gateways". `own` does the same for commands of the gateway's
 *  system; those of others are left as they are. */
export function aimAt(
  gateway: string,
  configFile: string | null,
  own: (run: readonly string[]) => readonly string[] = (run) => run,
) {
  const config = configFile ? ['--config', configFile] : []
  return (run: readonly string[]): readonly string[] => {
    const [program, command, ...rest] = run
    if (program !== 'firstfault' || !command || !AIMED.includes(command)) return own(run)
    const flags = rest[0] && !rest[0].startsWith('-') ? rest.slice(1) : rest
    return [program, command, gateway, ...flags, ...config]
  }
}
