/** A monitor as a service of the machine. */
export interface Service {
  /** The program and its arguments. */
  readonly command: readonly string[]
  readonly gateway: string
}

/** A launchd agent: starts at login, and again when it ends. */
export function launchdPlist({ command, gateway }: Service): string {
  const words = command.map((word) => `    <string>${xml(word)}</string>\n`).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${xml(`firstfault.monitor.${gateway}`)}</string>
  <key>ProgramArguments</key>
  <array>
${words}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
`
}

/** A systemd user unit: starts with the user's session (or at boot, where lingering is on), and again when it fails. */
export function systemdUnit({ command, gateway }: Service): string {
  return `[Unit]
Description=firstfault monitor of ${gateway.replaceAll('%', '%%')}

[Service]
ExecStart=${startedBySystemd(command).map(systemdWord).join(' ')}
# A token may be kept here: FIRSTFAULT_TELEGRAM_TOKEN=…
EnvironmentFile=-%h/.config/firstfault/monitor.env
Restart=always
RestartSec=10
# The restart command has a process group of its own and must not end with the monitor.
KillMode=process

[Install]
WantedBy=default.target
`
}

const xml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** systemd takes no quotes and the like in the name of the program itself, only in its arguments. */
const startedBySystemd = (command: readonly string[]): readonly string[] =>
  PLAIN.test(command[0] ?? '') ? command : ['/bin/sh', '-c', 'exec "$@"', 'sh', ...command]

const PLAIN = /^[\w@+=:,./-]+$/

/** One word as systemd reads it back: quoted, with its specifiers and variables taken literally. */
const systemdWord = (word: string): string =>
  PLAIN.test(word)
    ? word
    : `"${word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
