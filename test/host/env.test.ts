import { afterEach, describe, expect, it, vi } from 'vitest'
import { env } from '../../src/host/machine/env.ts'
import { accountIn, whoIs } from '../../src/host/machine/who.ts'

afterEach(() => vi.unstubAllEnvs())

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\njoel:x:501:20:Joel,,,:/home/joel:/bin/zsh\nbroken\n'
const accountOf = (uid: number) => accountIn(PASSWD, uid)
const owners: Record<string, number> = { '/home/joel': 501, '/Users/ann': 502, '/root': 0 }
const ownerOf = (path: string) => owners[path] ?? null

describe('whoIs', () => {
  const who = (euid: number, variables: Record<string, string>) =>
    whoIs({ euid, env: variables, accountOf, ownerOf })

  it('is the user himself without sudo', () => {
    const joel = { uid: 501, name: 'joel', euid: 501, sudo: false }
    expect(who(501, { HOME: '/elsewhere' })).toEqual({ ...joel, home: '/elsewhere' })
    expect(who(501, {})).toEqual({ ...joel, home: '/home/joel' })
    expect(who(501, { HOME: '' })).toEqual({ ...joel, home: '/home/joel' })
  })

  it('is the caller under sudo, with the home that he owns', () => {
    const joel = { uid: 501, name: 'joel', home: '/home/joel', euid: 0, sudo: true }
    expect(who(0, { SUDO_UID: '501', SUDO_USER: 'joel', HOME: '/root' })).toEqual(joel)
    // macOS has no entry in /etc/passwd for him.
    const ann = { uid: 502, name: 'ann', home: '/Users/ann', euid: 0, sudo: true }
    expect(who(0, { SUDO_UID: '502', SUDO_USER: 'ann', HOME: '/Users/ann' })).toEqual(ann)
    expect(who(0, { SUDO_UID: '502', SUDO_USER: 'ann', HOME: '/root' })).toEqual(ann)
    expect(who(0, { SUDO_UID: '503', SUDO_USER: 'eve', HOME: '/root' })).toMatchObject({
      uid: 503,
      home: null,
    })
  })

  it('does not believe SUDO_UID unless we are root', () => {
    expect(who(501, { SUDO_UID: '502', SUDO_USER: 'ann' })).toMatchObject({
      uid: 501,
      name: 'joel',
      sudo: false,
    })
    expect(who(0, { SUDO_UID: '5 02', SUDO_USER: 'ann' })).toMatchObject({
      uid: 0,
      name: 'root',
      sudo: false,
    })
  })

  it('has no home where nothing is known', () => {
    expect(who(1234, {})).toEqual({ uid: 1234, name: '1234', home: null, euid: 1234, sudo: false })
    expect(who(1234, { HOME: 'relative', USER: 'x' })).toMatchObject({ name: 'x', home: null })
  })
})

describe('env', () => {
  it('answers for this process', () => {
    vi.stubEnv('FIRSTFAULT_TEST', 'value')
    expect(env.get('FIRSTFAULT_TEST')).toBe('value')
    expect(env.get('FIRSTFAULT_TEST_UNSET')).toBeNull()
    vi.stubEnv('SUDO_UID', undefined)
    expect(env.who()).toMatchObject({ uid: process.geteuid?.(), euid: process.geteuid?.(), sudo: false })
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1')
    expect(env.container()).toBe('kubernetes')
  })
})
