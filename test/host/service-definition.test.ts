import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { machine } from '../../src/host/machine/index.ts'
import { processes } from '../../src/host/machine/processes.ts'
import { readLaunchd, readPropertyList, readSystemd } from '../../src/host/machine/service-definition.ts'
import type { ServiceRequest } from '../../src/host/processes.ts'
import { record } from '../../src/host/record.ts'
import type { RecordedCall } from '../../src/host/recording.ts'
import { replay } from '../../src/host/replay.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
const never = new AbortController().signal
const SECRET = 'GATEWAY_TOKEN=not-to-be-seen-81ad'
const SYSTEMD = `LoadState=loaded
Environment=HOME=/home/joel "PATH=/opt/my tools:/usr/bin" ${SECRET} "QUOTED=a \\"b\\" c"
ExecStart={ path=/usr/bin/node ; argv[]=/usr/bin/node /usr/lib/node_modules/openclaw/dist/index.js gateway --token abc ; ignore_errors=no ; start_time=[n/a] ; }
`
const LAUNCHD = `gui/501/ai.openclaw.gateway = {
	active count = 1
	state = running
	program = /opt/homebrew/bin/node
	arguments = {
		/opt/homebrew/bin/node
		/opt/homebrew/lib/node_modules/openclaw/dist/index.js
		gateway
	}

	inherited environment = {
		SSH_AUTH_SOCK => /private/tmp/x
	}

	default environment = {
		PATH => /usr/bin:/bin:/usr/sbin:/sbin
	}

	environment = {
		PATH => /opt/homebrew/bin:/usr/bin
		${SECRET.replace('=', ' => ')}
	}

	domain = gui/501 [100004]
}
`

/** A tool that prints this and ends with 0. */
function tool(name: string, output: string): string {
  writeFileSync(at(`${name}.txt`), output)
  writeFileSync(at(name), `#!/bin/sh\ncat '${at(`${name}.txt`)}'\n`, { mode: 0o755 })
  return at(name)
}

const asked = (manager: ServiceRequest['manager'], path: string): ServiceRequest => ({
  manager,
  tool: path,
  service: 'openclaw-gateway.service',
  scope: [],
  file: null,
  env: {},
  names: ['PATH', 'HOME'],
  deadlineMs: 5_000,
})

describe('processes.service', () => {
  it('tells the named variables and the absolute paths alone, of systemd', async () => {
    const request = asked('systemd', tool('systemctl', SYSTEMD))
    expect(await processes.service(request, never)).toEqual({
      ok: true,
      values: { HOME: '/home/joel', PATH: '/opt/my tools:/usr/bin' },
      paths: ['/usr/bin/node', '/usr/lib/node_modules/openclaw/dist/index.js'],
    })
  })

  it('and of launchd, without what every service is given', async () => {
    const request = asked('launchd', tool('launchctl', LAUNCHD))
    expect(await processes.service(request, never)).toEqual({
      ok: true,
      values: { PATH: '/opt/homebrew/bin:/usr/bin' },
      paths: ['/opt/homebrew/bin/node', '/opt/homebrew/lib/node_modules/openclaw/dist/index.js'],
    })
  })

  it('reads the property list of a service that launchd does not hold', async () => {
    const file = at('ai.openclaw.gateway.plist')
    writeFileSync(
      file,
      `<plist version="1.0"><dict>
  <key>ProgramArguments</key>
  <array>
    <string>/usr/local/bin/node</string>
    <string>/usr/local/lib/node_modules/openclaw/dist/index.js</string>
    <string>gateway</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    <string>/usr/local/bin:/a &amp; b</string>
    <key>OPENCLAW_GATEWAY_TOKEN</key>
    <string>not-to-be-seen-81ad</string>
  </dict>
</dict></plist>`,
    )
    writeFileSync(at('launchctl-113'), '#!/bin/sh\nexit 113\n', { mode: 0o755 })
    const request = { ...asked('launchd', at('launchctl-113')), file }
    expect(await processes.service(request, never)).toEqual({
      ok: true,
      values: { PATH: '/usr/local/bin:/a & b' },
      paths: ['/usr/local/bin/node', '/usr/local/lib/node_modules/openclaw/dist/index.js'],
    })
    expect(await processes.service({ ...request, file: at('none.plist') }, never)).toMatchObject({
      ok: false,
    })
  })

  it('says when there is no such service or no such tool', async () => {
    const none = asked('systemd', tool('no-unit', 'LoadState=not-found\nEnvironment=\n'))
    expect(await processes.service(none, never)).toMatchObject({ ok: false, problem: 'absent' })
    expect(await processes.service(asked('systemd', at('no-tool')), never)).toMatchObject({
      ok: false,
      problem: 'failed',
    })
  })

  it('is recorded without anything else, and replayed', async () => {
    const request = asked('systemd', tool('recorded', SYSTEMD))
    const calls: RecordedCall[] = []
    const recorded = record(
      machine(),
      (call) => calls.push(call),
      (text) => text,
    )
    const answer = await recorded.processes.service(request, never)
    expect(JSON.stringify(calls)).not.toContain('not-to-be-seen')
    expect(await replay(calls).processes.service(request, never)).toEqual(answer)
  })
})

it('no output of a manager makes the readers throw', () => {
  const lines = fc.constantFrom(...SYSTEMD.split('\n'), ...LAUNCHD.split('\n'))
  const text = fc.array(fc.oneof(lines, fc.string({ unit: 'binary' }))).map((parts) => parts.join('\n'))
  fc.assert(
    fc.property(text, (output) => {
      readSystemd(output)
      readLaunchd(output)
      readPropertyList(output)
    }),
    { numRuns: 40 },
  )
})
