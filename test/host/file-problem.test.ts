import { describe, expect, it } from 'vitest'
import { fileProblem } from '../../src/host/machine/file-problem.ts'

describe('fileProblem', () => {
  it.each([
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
    ['ENOENT', 'absent'],
    ['ENOTDIR', 'absent'],
    ['ELOOP', 'link'],
    ['EIO', 'io'],
  ])('%s is %s', (code, problem) => {
    const told = fileProblem('/some/file', Object.assign(new Error('text'), { code }))
    expect(told).toMatchObject({ ok: false, problem, message: expect.stringContaining('/some/file') })
  })

  it('of something that is no Node error is io', () => {
    expect(fileProblem('/some/file', 'text')).toMatchObject({ problem: 'io' })
  })
})
