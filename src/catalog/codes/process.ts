import { change, type Codes, look, remedy } from '../entry.ts'

const seeLog = look('read why the last run ended', 'firstfault', 'diagnose', '--only', 'error-log,stdout-flow', '--keep-going')

export const process = {
  'process.service-disabled': {
    title: 'The service is disabled',
    meaning: 'The service manager will not start the daemon, also not after a reboot. No message gets an answer.',
    cause: 'Somebody, or the daemon\'s own kill command, disabled {service} in the service manager.',
    remedy: remedy('Enable the service and start it.', change('enable it', 'systemctl', 'enable', '--now', '{service}')),
    bySystem: {
      joelclaw: remedy(
        'Enable the launchd service; this also starts it.',
        change('enable and start the gateway', 'joelclaw', 'gateway', 'enable'),
      ),
    },
    verify: ['firstfault diagnose --only process'],
  },
  'process.service-missing': {
    title: 'The service is not registered and no daemon runs',
    meaning: 'Nothing supervises the daemon and nothing runs. No message gets an answer.',
    cause: '{service} was never loaded, was removed, or belongs to another user or domain.',
    remedy: remedy('Register the service and start it.', change('start it', 'systemctl', 'start', '{service}')),
    bySystem: {
      joelclaw: remedy(
        'Load the service again from its property list.',
        change('register and start the gateway', 'joelclaw', 'gateway', 'enable'),
      ),
    },
    verify: ['firstfault diagnose --only process'],
  },
  'process.not-running': {
    title: 'The daemon is not running',
    meaning: 'The service is registered, but no process serves it. No message gets an answer.',
    cause: 'The daemon stopped ({state}) and the service manager has not started it again.',
    remedy: remedy('Read why it ended, then start it.', seeLog, change('start it', 'systemctl', 'start', '{service}')),
    bySystem: {
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
      change('reset the failure counter', 'systemctl', 'reset-failed', '{service}'),
      change('start it', 'systemctl', 'start', '{service}'),
    ),
    verify: ['firstfault diagnose --only process'],
  },
  'process.restarted-often': {
    title: 'The service was restarted often',
    meaning: 'The daemon runs now, but not for long: a checker, a watchdog or crashes restart it.',
    cause: '{runs} starts, and the present one is {age} old.',
    remedy: remedy('Find who restarts it before it happens again.', seeLog),
    verify: ['firstfault diagnose --only process'],
  },
  'process.unsupervised': {
    title: 'The daemon runs outside its service',
    meaning: 'It works now, but nothing starts it again when it ends.',
    cause: 'It was started by hand, or the service was disabled or unloaded while it ran.',
    remedy: remedy('Stop the stray process at a quiet moment and start the service.', look('see the process', 'ps', '-p', '{pid}', '-o', 'pid,ppid,lstart,command')),
    bySystem: {
      joelclaw: remedy('Enable the service; it takes over at the next restart.', change('enable the gateway service', 'joelclaw', 'gateway', 'enable')),
    },
    verify: ['firstfault diagnose --only process'],
  },
  'process.pid-file-stale': {
    title: 'The pid file names another process',
    meaning: 'The daemon runs; tools that trust the pid file are misled.',
    cause: 'An earlier run did not clean up, or another process wrote {file}.',
    remedy: remedy('It is rewritten at the next clean start.', look('compare', 'cat', '{file}')),
    verify: ['firstfault diagnose --only process'],
  },
  'process.port-foreign': {
    title: 'Somebody else listens on the gateway\'s port',
    meaning: 'Clients and probes reach the wrong program; the daemon cannot serve.',
    cause: 'Port {port} is held by pid {pid} ({name}), which is not the daemon.',
    remedy: remedy('Find out what it is, move or stop it, then restart the gateway.', look('see who it is', 'ps', '-p', '{pid}', '-o', 'pid,ppid,user,lstart,command')),
    verify: ['firstfault diagnose --only process'],
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
    remedy: remedy('Wait and look again.', look('walk again until it is up', 'firstfault', 'diagnose', '--wait', '60s')),
    verify: ['firstfault diagnose --wait 60s'],
  },
  'process.frozen': {
    title: 'The daemon process is stopped or dead',
    meaning: 'A process exists, but it does no work.',
    cause: 'Process {pid} is in state {state}.',
    remedy: remedy('Let it go on, or restart it.', look('see its state', 'ps', '-p', '{pid}', '-o', 'pid,stat,command')),
    verify: ['firstfault diagnose --only process'],
  },
} as const satisfies Codes<'process'>
