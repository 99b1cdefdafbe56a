/** Reads the tripwire file, one line `export const lastHeartbeatTs = 1773087729123;`: epoch ms, null for anything
 *  else. */
export function parseHeartbeat(source: string): number | null {
  const [, digits] =
    /^\s*export const lastHeartbeatTs\s*=\s*(\d{12,14})\s*;?\s*$/.exec(source.slice(0, 500)) ?? []
  return digits ? Number(digits) : null
}
