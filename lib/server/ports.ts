/** Ports, looked at before anything is started, so that a taken one is told at once and not after a build. */
import { createServer } from 'node:net'

export class PortInUseError extends Error {}

export interface PortUse {
  /** The setting that names it. */
  readonly setting: string
  readonly port: number
  /** Undefined: all interfaces. */
  readonly host: string | undefined
}

/**
 * The port itself, or a free one for 0.
 * @throws PortInUseError, or Error for a host that is not of this machine: a sentence with the remedy.
 */
export function freePort({ setting, port, host }: PortUse): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, { setting, port, host })))
    probe.listen({ port, host }, () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : port))
    })
  })
}

function explain(error: NodeJS.ErrnoException, { setting, port, host }: PortUse): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new PortInUseError(
        `Port ${port} is in use by another program: end that program, or choose another port, such as ${setting}=${port + 1} npm start.`,
      )
    case 'EACCES':
      return new Error(`Port ${port} is reserved for the administrator: choose one above 1023 with ${setting}.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`HOST is “${host}”, which is no address of this machine: give 127.0.0.1, or 0.0.0.0 for all.`)
    default:
      return error
  }
}
