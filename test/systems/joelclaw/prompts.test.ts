import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { probeEvent } from '../../../src/systems/joelclaw/e2e-event.ts'
import { joelclawDialect } from '../../../src/systems/joelclaw/prompts.ts'

const { from, own, isProbe } = joelclawDialect
const probe = probeEvent('0000', Date.UTC(2026, 2, 9))
const ours = `- **[13:22:09] ${probe.type}** (${probe.source})\n  ${JSON.stringify(probe.payload)}`
const theirs = '- **[13:22:10] deploy.failed** (inngest/vercel)\n  {"url":"x"}'
const events = (...rows: readonly string[]) =>
  `## 🔔 Gateway — 2026-03-09T13:22:09 PST\n\n${rows.length} event(s):\n${rows.join('\n')}\n\nTake action on anything that needs it.`

describe('a prompt of a channel', () => {
  const text = '---\nChannel: Telegram\nUser: joel\n---\n\nturn the light off\n---\nnow'

  it('names the channel', () => expect(from(text)).toBe('telegram'))
  it('is shown without its preamble', () => expect(own(text)).toBe('turn the light off\n---\nnow'))
  it('is plain where there is no preamble', () => {
    expect(from('Channel: telegram')).toBeNull()
    expect(own('--- not a preamble')).toBe('--- not a preamble')
  })
})

describe('a prompt of events', () => {
  it('names and shows its events', () => {
    expect(from(events(theirs))).toBe('events')
    expect(own(events(theirs))).toBe('deploy.failed (inngest/vercel) {"url":"x"}')
  })

  it('is our probe only where nothing else is in it', () => {
    expect(isProbe(events(ours))).toBe(true)
    expect(isProbe(events(ours, theirs))).toBe(false)
    expect(isProbe(events(theirs))).toBe(false)
  })
})

it('any text is read without an error', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '---\nChannel: ', '## 🔔 '),
      (text, start) => {
        from(start + text)
        own(start + text)
        isProbe(start + text)
      },
    ),
  )
})
