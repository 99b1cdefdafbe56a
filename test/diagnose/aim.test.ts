import { describe, expect, test } from 'vitest'
import { aimAt } from '../../src/diagnose/aim.ts'

describe('our own next commands', () => {
  const aim = aimAt('openclaw:work', '/etc/ff.yaml')

  test('name the gateway and the configuration of this walk', () => {
    expect(aim(['firstfault', 'diagnose', '--only', 'process'])).toEqual([
      ...['firstfault', 'diagnose', 'openclaw:work', '--only', 'process'],
      ...['--config', '/etc/ff.yaml'],
    ])
  })

  test('take the place of a name that the catalogue wrote', () => {
    expect(aimAt('mini', null)(['firstfault', 'review', 'joelclaw'])).toEqual([
      'firstfault',
      'review',
      'mini',
    ])
  })

  test('leave the commands of others, and those that need no gateway, alone', () => {
    expect(aim(['joelclaw', 'gateway', 'restart'])).toEqual(['joelclaw', 'gateway', 'restart'])
    expect(aim(['firstfault', 'explain', '2a'])).toEqual(['firstfault', 'explain', '2a'])
  })
})
