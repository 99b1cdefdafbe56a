import type { PortsPort } from '../ports.ts'
import { connect } from './connect.ts'
import { darwinListeners } from './listeners-darwin.ts'
import { linuxListeners } from './listeners-linux.ts'

export const ports: PortsPort = {
  listeners: ({ port }, signal) =>
    process.platform === 'darwin' ? darwinListeners(port, signal) : linuxListeners(port, signal),
  connect,
}
