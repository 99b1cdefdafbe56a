import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import type { DaemonOptions, Order, Report } from './daemon/orders.ts'

/** A running daemon, under the lab's orders. */
export interface DaemonProcess {
  readonly pid: number
  /** Resolves at the end of start-up; rejects when the process ends before. */
  readonly booted: Promise<void>
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  readonly alive: () => boolean
  order(order: Order): Promise<void>
  /** Sends a signal; returns at once. */
  kill(signal: NodeJS.Signals): void
}

/** Starts the daemon as launchd does: its output is appended to the two log files. It ends when the lab's process
 *  ends, because the channel between them closes. */
export function startDaemonProcess(
  script: string,
  cwd: string,
  logs: { log: string; err: string },
  options: DaemonOptions,
): DaemonProcess {
  const out = openSync(logs.log, 'a')
  const err = openSync(logs.err, 'a')
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    NODE_NO_WARNINGS: '1',
    JOELCLAW_LAB: JSON.stringify(options),
  }
  const child = spawn(process.execPath, [script], { cwd, env, stdio: ['ignore', out, err, 'ipc'] })
  closeSync(out)
  closeSync(err)
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const alive = () => child.exitCode === null && child.signalCode === null
  const booted = heard(child, ended, (report) => 'booted' in report)
  booted.catch(() => undefined)
  let number = 0
  const order = async (what: Order) => {
    const mine = ++number
    const done = heard(child, ended, (report) => 'done' in report && report.done === mine)
    child.send({ number: mine, order: what })
    await done
  }
  return { pid: child.pid ?? 0, booted, ended, alive, order, kill: (signal) => void child.kill(signal) }
}

function heard(
  child: ChildProcess,
  ended: Promise<unknown>,
  wanted: (report: Report) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (report: Report) => {
      if (!wanted(report)) return
      child.off('message', listen)
      resolve()
    }
    child.on('message', listen)
    void ended.then(() => reject(new Error('the daemon ended')))
  })
}
