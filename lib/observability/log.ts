/**
 * The log of every process of Gatehouse, on stderr: lines for people on a terminal, JSON elsewhere (`LOG_FORMAT` decides
 * otherwise). Secrets do not get here: known fields are masked, and of errors only what cannot carry a parameter is kept.
 */
import { writeSync } from 'node:fs'
import pino from 'pino'
import { describeError } from './describe-error.ts'
import { formatLine } from './format-line.ts'

const SECRET_FIELDS = [
  'password',
  'token',
  'authorization',
  'cookie',
  'key',
  'rootKey',
  'claimPin',
  'pin',
  'secret',
  'databaseUrl',
]

const asText = process.env.LOG_FORMAT ? process.env.LOG_FORMAT === 'text' : process.stderr.isTTY === true

const textToStderr = {
  write(line: string) {
    writeSync(2, formatLine(line, process.stderr.isTTY === true && !process.env.NO_COLOR))
  },
}

export const log = pino(
  {
    level: process.env.LOG_LEVEL ?? 'info',
    base: process.env.GATEHOUSE_PLANE ? { plane: process.env.GATEHOUSE_PLANE } : {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: { err: describeError },
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]),
      censor: '(masked)',
    },
  },
  asText ? textToStderr : pino.destination({ fd: 2, sync: true }),
)
