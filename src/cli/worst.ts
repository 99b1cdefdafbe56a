/** The exit code of the worst verdict: a fault before "cannot tell" before none. */
export function worst(codes: readonly (0 | 1 | 3)[]): number {
  return codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0
}
