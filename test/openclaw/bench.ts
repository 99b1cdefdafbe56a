import { afterAll, beforeAll, inject } from 'vitest'
import { makeRig, type Rig } from './rig.ts'
import { keepTimeBox, leftMs } from './time-box.ts'

/** One sandbox for a file of cases, with its gateway ready; all of it is ended and removed at the end. */
export function bench(): () => Rig {
  let made: Rig | null = null
  keepTimeBox()
  beforeAll(async () => {
    if (leftMs() < 0) return
    made = await makeRig(inject('openclaw'))
    await made.start()
  }, 150_000)
  afterAll(() => made?.remove(), 60_000)
  return () => {
    if (!made) throw new Error('the gateway did not start')
    return made
  }
}
