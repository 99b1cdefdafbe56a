import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** A private directory for the tests of one file; gives the path of a name in it. */
export function privateDirectory(): (name: string) => string {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'firstfault-test-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))
  return (name) => join(directory, name)
}
