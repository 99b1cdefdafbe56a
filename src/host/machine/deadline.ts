/** Longest delay a Node timer takes; a larger one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Runs `work` until it settles, `ms` have passed (then the answer is `late()`), or the caller's signal aborts (then
 *  its reason is thrown: that the caller gave up says nothing about the target).
 *
 *  `work` gets a signal that aborts in both cases. It must let go of its sockets then, but nobody waits for it: a
 *  library that hangs cannot hold the walk. */
export async function underDeadline<Answer, Late>(
  { ms, signal }: { ms: number; signal: AbortSignal },
  work: (ending: AbortSignal) => Promise<Answer>,
  late: () => Late,
): Promise<Answer | Late> {
  signal.throwIfAborted()
  const own = new AbortController()
  const timer = setTimeout(() => own.abort(), Math.min(ms, LONGEST_MS))
  const ending = AbortSignal.any([signal, own.signal])
  const ended = new Promise<never>((_, reject) => {
    ending.addEventListener('abort', () => reject(ending.reason), { once: true })
  })
  try {
    return await Promise.race([ended, work(ending)])
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (own.signal.aborted) return late()
    throw error
  } finally {
    clearTimeout(timer)
  }
}
