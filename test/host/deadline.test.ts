import { expect, it } from 'vitest'
import { underDeadline } from '../../src/host/machine/deadline.ts'

const signal = new AbortController().signal
const never = () => new Promise<never>(() => {})

it('gives what the work gives, also with a deadline beyond what a timer can hold', async () => {
  expect(
    await underDeadline(
      { ms: 2 ** 40, signal },
      async () => 'done',
      () => 'late',
    ),
  ).toBe('done')
  await expect(
    underDeadline(
      { ms: 1000, signal },
      () => Promise.reject(new Error('broken')),
      () => 'late',
    ),
  ).rejects.toThrow('broken')
})

it('is late at the deadline, although the work never settles or settles because it was ended', async () => {
  expect(await underDeadline({ ms: 20, signal }, never, () => 'late')).toBe('late')
  const obedient = (ending: AbortSignal) =>
    new Promise<string>((resolve) => {
      ending.addEventListener('abort', () => resolve('reset'))
    })
  expect(await underDeadline({ ms: 20, signal }, obedient, () => 'late')).toBe('late')
})

it('throws the reason of a caller that gives up, before and during the work', async () => {
  const caller = new AbortController()
  const asked = underDeadline({ ms: 1000, signal: caller.signal }, never, () => 'late')
  caller.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
  await expect(underDeadline({ ms: 1000, signal: caller.signal }, never, () => 'late')).rejects.toThrow(
    'enough',
  )
})
