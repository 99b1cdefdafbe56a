import type { ProcessesPort, ProcessInfo } from '../../src/host/processes.ts'
import { NOW } from './fake-host.ts'

/** A joelclaw daemon that has been up for three hours, with parts of it changed. */
export function daemonProcess(change: Partial<ProcessInfo> = {}): ProcessInfo {
  return {
    pid: 812,
    ppid: 1,
    uid: 501,
    command: '/opt/bun/bin/bun run /home/joel/Code/joelhooks/joelclaw/packages/gateway/src/daemon.ts',
    startedAt: NOW - 3 * 3_600_000,
    state: 'S',
    ...change,
  }
}

/** Stands in for a process table that holds just these. */
export function processTable(processes: readonly ProcessInfo[]): ProcessesPort {
  return {
    find: async ({ includes }) => ({
      ok: true,
      processes: processes.filter(({ command }) => includes.every((word) => command.includes(word))),
    }),
    get: async ({ pid }) => {
      const process = processes.find((one) => one.pid === pid)
      return process ? { ok: true, process } : { ok: false, problem: 'absent', message: `no process ${pid}` }
    },
    environment: async ({ pid }) => ({
      ok: false,
      problem: 'denied',
      message: `no look into process ${pid}`,
    }),
    service: async ({ service }) => ({
      ok: false,
      problem: 'absent',
      message: `no manager knows ${service}`,
    }),
  }
}
