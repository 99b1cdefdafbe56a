import { type Codes, change, look, remedy } from '../entry.ts'
import { startGateway } from './openclaw-steps.ts'
import { processContainer } from './process-container.ts'
import { sidecar } from './process-sidecar.ts'
import { processStart } from './process-start.ts'
import { worker } from './process-worker.ts'

const seeLog = look(
  'read why the last run ended',
  'firstfault',
  'diagnose',
  '--only',
  'error-log,stdout-flow',
  '--keep-going',
)

/** Only the commands of the manager that holds the service are printed: the other's places stay unfilled. */
const start = [
  change('start it', 'systemctl', '{scope}', 'start', '{service}'),
  change('start it', 'launchctl', 'kickstart', '{target}'),
] as const

const again = ['firstfault diagnose --only process'] as const

export const process = {
  ...processStart,
  ...processContainer,
  ...sidecar,
  ...worker,
  'process.service-disabled': {
    title: 'The service is disabled',
    meaning:
      'The service manager will not start the daemon, also not after a reboot. No message gets an answer.',
    cause: "Somebody, or the daemon's own kill command, disabled {service} in the service manager.",
    remedy: remedy(
      'Enable the service and start it.',
      change('enable and start it', 'systemctl', '{scope}', 'enable', '--now', '{service}'),
      change('enable it', 'launchctl', 'enable', '{target}'),
      change('start it', 'launchctl', 'kickstart', '{target}'),
    ),
    bySystem: {
      joelclaw: remedy(
        'Enable the launchd service; this also starts it.',
        change('enable and start the gateway', 'joelclaw', 'gateway', 'enable'),
      ),
    },
    verify: again,
  },
  'process.service-missing': {
    title: 'The service is not registered and no daemon runs',
    meaning: 'Nothing supervises the daemon and nothing runs. No message gets an answer.',
    cause: '{service} was never loaded, was removed, or belongs to another user or domain.',
    remedy: remedy(
      'Register the service (with launchd: bootstrap its property list) and start it.',
      change('read its definition again', 'systemctl', '{scope}', 'daemon-reload'),
      change('start it', 'systemctl', '{scope}', 'start', '{service}'),
    ),
    bySystem: {
      joelclaw: remedy(
        'Load the service again from its property list.',
        change('register and start the gateway', 'joelclaw', 'gateway', 'enable'),
      ),
    },
    verify: again,
  },
  'process.not-running': {
    title: 'The daemon is not running',
    meaning: 'The service is registered, but no process serves it. No message gets an answer.',
    cause: 'The daemon stopped ({state}) and the service manager has not started it again.',
    remedy: remedy('Read why it ended, then start it.', seeLog, ...start),
    bySystem: {
      openclaw: remedy('Read why it ended, then start it.', seeLog, startGateway),
      joelclaw: remedy(
        'Read why it ended, then restart it. A restart drops the events that still wait in its list.',
        seeLog,
        change('restart the gateway', 'joelclaw', 'gateway', 'restart'),
      ),
    },
    verify: ['firstfault diagnose --only process,cli-status'],
  },
  'process.crash-loop': {
    title: 'The daemon crashes again and again',
    meaning: 'It comes up, ends, and is started again; messages in between are lost or late.',
    cause: 'It has been started {runs} times and the last run ended with {exit}.',
    remedy: remedy('Read the error of the last run; restarting it again does not help.', seeLog),
    verify: ['firstfault diagnose --only process,error-log'],
  },
  'process.start-limit': {
    title: 'The service manager gave up starting it',
    meaning: 'The daemon failed too often in a short time and will stay down until somebody resets it.',
    cause: '{service} hit its start limit after {runs} restarts; the last run ended with {exit}.',
    remedy: remedy(
      'Mend what ended it, then reset the counter and start it.',
      seeLog,
      change('reset the failure counter', 'systemctl', '{scope}', 'reset-failed', '{service}'),
      ...start,
    ),
    verify: again,
  },
  'process.restarted-often': {
    title: 'The service was restarted often',
    meaning: 'The daemon runs now, but not for long: a checker, a watchdog or crashes restart it.',
    cause: 'It was started {runs} times, and the present run is {age} old.',
    remedy: remedy('Find who restarts it before it happens again.', seeLog),
    verify: again,
  },
  'process.unsupervised': {
    title: 'The daemon runs outside its service',
    meaning: 'It works now, but nothing starts it again when it ends.',
    cause: 'It was started by hand, or the service was disabled or unloaded while it ran.',
    remedy: remedy(
      'Stop the stray process at a quiet moment and start the service.',
      look('see the process', 'ps', '-p', '{pid}', '-o', 'pid,ppid,lstart,command'),
    ),
    bySystem: {
      joelclaw: remedy(
        'Enable the service; it takes over at the next restart.',
        change('enable the gateway service', 'joelclaw', 'gateway', 'enable'),
      ),
    },
    verify: again,
  },
  'process.pid-file-stale': {
    title: 'The pid file names another process',
    meaning: 'The daemon runs; tools that trust the pid file are misled.',
    cause: 'An earlier run did not clean up, or another process wrote {file}.',
    remedy: remedy('It is rewritten at the next clean start.', look('compare', 'cat', '{file}')),
    verify: again,
  },
  'process.port-foreign': {
    title: "Somebody else listens on the gateway's port",
    meaning: 'Clients and probes reach the wrong program; the daemon cannot serve.',
    cause: 'Port {port} is held by pid {pid} ({name}), which is not the daemon.',
    remedy: remedy(
      'Find out what it is, move or stop it, then restart the gateway.',
      look('see who it is', 'ps', '-p', '{pid}', '-o', 'pid,ppid,user,lstart,command'),
    ),
    verify: again,
  },
  'process.port-closed': {
    title: 'The daemon runs, but nobody listens on its port',
    meaning: 'It is up and cannot be reached: it hangs at start or lost its listener.',
    cause: 'Nothing listens on port {port} although the daemon has been up for {age}.',
    remedy: remedy('Read where the start stopped, then restart it.', seeLog),
    verify: ['firstfault diagnose --only process,cli-status'],
  },
  'process.starting': {
    title: 'The daemon is still starting',
    meaning: 'It was started moments ago and is not ready yet.',
    cause: 'It has been up for {age}; its grace is not over.',
    remedy: remedy(
      'Wait and look again.',
      look('walk again until it is up', 'firstfault', 'diagnose', '--wait', '60s'),
    ),
    verify: ['firstfault diagnose --wait 60s'],
  },
  'process.frozen': {
    title: 'The daemon process is stopped or dead',
    meaning: 'A process exists, but it does no work.',
    cause: 'Process {pid} is in state {state}.',
    remedy: remedy(
      'Let it go on, or restart it.',
      look('see its state', 'ps', '-p', '{pid}', '-o', 'pid,stat,command'),
    ),
    verify: again,
  },
  'process.service-masked': {
    title: 'The service is masked',
    meaning: 'systemd refuses every start of it, also by hand. No message gets an answer.',
    cause: 'Somebody masked {service}, which blocks it until it is unmasked.',
    remedy: remedy(
      'Find out why it was masked; if that is over, unmask and start it.',
      change('unmask it', 'systemctl', '{scope}', 'unmask', '{service}'),
      change('start it', 'systemctl', '{scope}', 'start', '{service}'),
    ),
    verify: again,
  },
  'process.domain-missing': {
    title: "The service's user is not logged in",
    meaning: 'A launchd agent lives in the login session of its user; without one it cannot run.',
    cause: 'The machine was started and nobody logged in, or the session was ended.',
    remedy: remedy(
      "Log in on the machine's screen (or turn on automatic login), or move the service to the system domain.",
    ),
    verify: again,
  },
  'process.service-twice': {
    title: 'The service is registered twice',
    meaning:
      "Two service managers' entries start the daemon; the second copy takes messages away or fails on the port.",
    cause: 'An older registration was left behind: it is in {other} too.',
    remedy: remedy(
      'Keep one registration and unload the other.',
      look('see the other one', 'launchctl', 'print-disabled', '{other}'),
    ),
    verify: again,
  },
  'process.stopping': {
    title: 'The service is being stopped',
    meaning: 'It finishes what it began and takes no new work.',
    cause: 'Somebody or an update stopped {service}; some gateways take minutes to end their work.',
    remedy: remedy('Wait until it has ended, then start it.', ...start),
    verify: again,
  },
  'process.not-at-boot': {
    title: 'The service will not start at boot',
    meaning: 'It works now; after the next reboot nobody starts it.',
    cause: '{service} was started by hand without being enabled.',
    remedy: remedy('Enable it.', change('start it at boot', 'systemctl', '{scope}', 'enable', '{service}')),
    verify: again,
  },
  'process.wrong-user': {
    title: 'The daemon runs as another user',
    meaning:
      'It reads another home directory: other credentials, sessions and settings than the operator expects.',
    cause: 'It was started with sudo or by a service of another user: uid {uid} instead of {owner}.',
    remedy: remedy(
      'Stop it at a quiet moment and start it as its own user.',
      look('see the process', 'ps', '-p', '{pid}', '-o', 'pid,user,lstart,command'),
    ),
    verify: again,
  },
  'process.several-daemons': {
    title: 'More than one daemon runs',
    meaning: "Each takes a part of the messages, and they disturb each other's channels.",
    cause: 'One was started by hand beside the service, or an old one did not end.',
    remedy: remedy(
      'Keep the one that the service started and stop the others.',
      look('see them', 'ps', '-p', '{pids}', '-o', 'pid,ppid,user,lstart,command'),
    ),
    bySystem: {
      houmao: remedy(
        'Both write the same files and take the same requests. Stop the one that does not own the published port.',
        look('see them', 'ps', '-p', '{pids}', '-o', 'pid,ppid,user,lstart,command'),
      ),
    },
    verify: again,
  },
  'process.pid-file-missing': {
    title: 'The pid file is missing',
    meaning: 'The daemon runs; tools that trust the pid file believe that it does not.',
    cause: 'A cleaner of temporary files, another process or another run removed {file}.',
    remedy: remedy('It is written again at the next start; no hurry.'),
    verify: again,
  },
  'process.file-foreign-owner': {
    title: 'A state file belongs to another user',
    meaning: 'The daemon cannot rewrite it, and what it says cannot be trusted.',
    cause: 'A run with sudo, or another user of this machine, wrote {file}.',
    remedy: remedy(
      'See who wrote it, then remove it while the daemon is stopped.',
      look('see its owner', 'ls', '-l', '{file}'),
    ),
    verify: again,
  },
  'process.start-stuck': {
    title: 'The daemon began its start and did not finish it',
    meaning: 'It answers its health address, but its channels were never started: no message comes in.',
    cause:
      'The start waits at its first read from Redis, which was not reachable then; it goes on by itself when Redis is back.',
    remedy: remedy(
      'Bring Redis back; the start then ends by itself.',
      look('look at Redis', 'firstfault', 'diagnose', '--only', 'substrate,redis'),
    ),
    verify: ['firstfault diagnose --only process,cli-status,redis'],
  },
  'process.required-file-missing': {
    title: 'A file that the daemon needs at its start is missing',
    meaning: 'The daemon refuses to start without it.',
    cause: '{file} was removed, moved or never installed.',
    remedy: remedy(
      'Restore it from the repository or a backup, then restart.',
      look('see what is there', 'ls', '-la', '{directory}'),
    ),
    verify: again,
  },
  'process.extension-misplaced': {
    title: 'The gateway extension lies where it must not',
    meaning: 'Every pi session would load it; the daemon refuses to start while it is there.',
    cause: "{file} exists; the extension belongs into the gateway's own working directory only.",
    remedy: remedy('Move it away, then restart.', look('see what it is', 'ls', '-ld', '{file}')),
    verify: again,
  },
  'process.session-id-stale': {
    title: 'The session file names an older session',
    meaning: 'Nothing is wrong with the daemon; tools that read the file look at the wrong session.',
    cause: 'The daemon began a new session while it ran; {file} is written only at its start.',
    remedy: remedy('Use the session that the health address names.'),
    verify: again,
  },
  'process.restart-unfinished': {
    title: 'A restart was requested and did not complete',
    meaning: 'The daemon that should have been replaced may still run, or the new one never reported.',
    cause: 'A restart was requested {age} ago and {file} still says so.',
    remedy: remedy('Read the log of that time; then restart it if it still runs the old code.', seeLog),
    verify: again,
  },
  'process.restart-failed': {
    title: 'The last restart failed',
    meaning: 'The daemon was not replaced as intended; it may run old code or settings.',
    cause: 'The restart that {file} describes ended as failed.',
    remedy: remedy('Read why, then restart it.', seeLog),
    verify: again,
  },
  'process.relaunched': {
    title: 'The daemon was started by nobody who said so',
    meaning:
      'It ended without a requested restart, most likely by a crash, and its manager started it again.',
    cause: 'The present process began {age} ago, after the last recorded restart and with another pid.',
    remedy: remedy('Read how the run before ended.', seeLog),
    verify: again,
  },
} as const satisfies Codes<'process'>
