import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { launchdRefusal, parseDisabled, parseLaunchdPrint } from '../../../checks/process/launchd.ts'
import { launchdState } from '../../../checks/process/launchd-service.ts'
import { printed } from '../../support/launchd.ts'

describe('launchctl print', () => {
  it('takes the outermost fields and not those of nested blocks', () => {
    expect(parseLaunchdPrint(printed())).toEqual({
      state: 'running',
      pid: 812,
      runs: 3,
      lastExit: null,
      kind: 'LaunchAgent',
    })
  })

  it.each([
    ['0', null, { words: 'exit code 0', clean: true }],
    ['1', null, { words: 'exit code 1', clean: false }],
    ['78: EX_CONFIG', null, { words: 'exit code 78: EX_CONFIG', clean: false }],
    ['(never exited)', null, null],
    [null, 'Killed: 9', { words: 'signal 9', clean: false }],
    [null, 'Segmentation fault: 11', { words: 'signal 11', clean: false }],
    [null, 'Terminated: 15', { words: 'signal 15', clean: true }],
  ])('reads the last exit %s / %s', (exit, signal, expected) => {
    expect(parseLaunchdPrint(printed({ exit, signal })).lastExit).toEqual(expected)
  })

  it.each(['running', 'not running', 'spawn scheduled', 'exited', 'waiting'])(
    'knows the state %s',
    (state) => {
      expect(parseLaunchdPrint(printed({ state, pid: null }))).toMatchObject({ state, pid: null })
    },
  )

  it('says unknown for a state that it does not know', () => {
    expect(parseLaunchdPrint(printed({ state: 'sk-live secret' })).state).toBe('unknown')
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void parseLaunchdPrint(text)),
    )
  })

  it('never gives back a value of the environment, whatever lines it has', () => {
    const hostile = fc.constantFrom(
      '',
      '\n\t',
      '\n\tstate = ',
      '\n\tpid = x',
      '\n\tlast exit code = ',
      '\n\t}\n\tpath = ',
      ' {\n',
    )
    const secret = fc.stringMatching(/^[a-z]{3}-[A-Za-z0-9]{12,20}$/)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(hostile, secret), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (values, stateless) => {
          const environment = values.map(([before, value], index) => `\t\tKEY_${index} => ${before}${value}`)
          const output = printed({ environment, state: stateless ? null : 'running' })
          const print = parseLaunchdPrint(output)
          const answer = { domain: 'gui/501', exists: true, enabled: 'yes' as const, print }
          const state = JSON.stringify([print, launchdState('com.joel.gateway', answer, null)])
          for (const [, value] of values) expect(state).not.toContain(value)
        },
      ),
    )
  })
})

describe('launchctl print-disabled', () => {
  const list = (...lines: string[]) =>
    `\tdisabled services = {\n${lines.map((line) => `\t\t${line}`).join('\n')}\n\t}\n`

  it.each([
    ['"com.joel.gateway" => disabled', 'disabled'],
    ['"com.joel.gateway" => enabled', 'yes'],
    ['"com.joel.gateway" => true', 'disabled'],
    ['"com.joel.gateway" => false', 'yes'],
    ['"com.joel.gateway" => perhaps', 'unknown'],
    ['"com.joel.gateway-tripwire" => disabled', 'yes'],
    ['"com.apple.Siri.agent" => disabled', 'yes'],
  ])('reads %s as %s', (line, expected) => {
    expect(parseDisabled(list('"com.apple.x" => enabled', line), 'com.joel.gateway')).toBe(expected)
  })

  it('does not take silence or an error for "enabled"', () => {
    expect(parseDisabled('', 'com.joel.gateway')).toBe('unknown')
    expect(parseDisabled('Could not print disabled services: 125', 'com.joel.gateway')).toBe('unknown')
  })
})

describe('a refused launchctl print', () => {
  it.each([
    [113, 'Could not find service "com.joel.gateway" in domain for port', 'unknown-service'],
    [113, 'Could not find service "com.joel.gateway" in domain for user gui: 501', 'unknown-service'],
    [113, '', 'unknown-service'],
    [112, 'Bad request.\nCould not find domain for user gui: 501', 'domain'],
    [125, 'Could not print domain: 125: Domain does not support specified action', 'domain'],
    [1, 'Could not print service: 1: Operation not permitted', 'denied'],
    [64, 'Unrecognized subcommand', 'other'],
    [null, '', 'other'],
  ])('%s "%s" means %s', (code, stderr, expected) => {
    expect(launchdRefusal(code, stderr)).toBe(expected)
  })
})
