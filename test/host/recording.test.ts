import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRecording, parseRecording, recordingHeader, recordingLine } from '../../src/host/recording.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
const header = recordingHeader({
  tool: { name: 'firstfault', version: '0.0.0' },
  startedAt: '2026-11-20T23:00:00.000Z',
  gateway: { name: 'test', system: 'joelclaw' },
  settings: { hours: 1 },
})
const call = { port: 'env', method: 'get', request: 'HOME', answer: null }

describe('a recording file', () => {
  it('is for its owner only and holds every call at once', () => {
    const recording = createRecording(at('new'), header)
    recording.write(call)
    expect(parseRecording(readFileSync(at('new'), 'utf8'))).toEqual({ header, calls: [call] })
    recording.close()
    expect(statSync(at('new')).mode & 0o777).toBe(0o600)
  })

  it('is never written over another file or through a link', () => {
    writeFileSync(at('there'), 'precious')
    symlinkSync(at('target'), at('link'))
    expect(() => createRecording(at('there'), header)).toThrow('EEXIST')
    expect(() => createRecording(at('link'), header)).toThrow('EEXIST')
    expect(readFileSync(at('there'), 'utf8')).toBe('precious')
  })

  it.each([
    ['', 'line 1 is not a JSON object'],
    ['[]\n', 'line 1 is not a JSON object'],
    ['{"schema":"firstfault.report/1"}\n', 'not a recording'],
    ['{"schema":"firstfault.recording/1"}\n', 'line 1 lacks tool'],
    [`${recordingLine(header)}${recordingLine(call)}{"port":"en`, 'line 3 is not a JSON object'],
    [`${recordingLine(header)}{"port":"env","method":"get","request":null}\n`, 'line 2 lacks'],
    [`${recordingLine(header)}{"port":1,"method":"get","request":null,"answer":1}\n`, 'line 2 lacks'],
  ])('that reads %j is refused', (text, message) => {
    expect(() => parseRecording(text)).toThrow(message)
  })
})
