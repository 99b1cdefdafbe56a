/** Shorter ones are not replaced: they would match ordinary words. */
const SHORTEST = 6

/** Takes secrets that we sent out of what a peer says back: an echo or an error message may quote them. */
export function conceal(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) {
    if (secret.length >= SHORTEST) clean = clean.replaceAll(secret, '[secret]')
  }
  return clean
}
