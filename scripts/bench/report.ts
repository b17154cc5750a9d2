/** The table at the end of a run. */
import { arch, cpus, platform, totalmem } from 'node:os'
import type { BulkResult } from './bulk.ts'
import type { ClaimResult } from './claims.ts'
import type { DeliveryResult } from './deliveries.ts'
import { median } from './median.ts'
import type { TransferResult } from './transfers.ts'

export interface RateResult {
  readonly name: string
  /** Median of the rounds. */
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** CPU of the server's process, in microseconds for each request. */
  readonly cpuPerRequest: number
  readonly requests: number
  readonly errors: number
  readonly rounds: readonly number[]
}

export interface WriteBehindResult {
  readonly perSecond: number
  /** Check-ins that were answered, and how many of them the log counts in the end. */
  readonly answered: number
  readonly written: number
  /** How many were not written yet when the load ended, and how long that took, in milliseconds. */
  readonly waiting: number
  readonly lag: number
  /** Of the serving process at the end of the load, in bytes. */
  readonly rss: number
}

export interface BenchResult {
  readonly machine: Readonly<Record<string, string>>
  readonly gateways: number
  /** In milliseconds. */
  readonly seeding: number
  readonly firstContact: { readonly perSecond: number; readonly lag: number }
  readonly checkIns: readonly RateResult[]
  readonly writeBehind: WriteBehindResult
  readonly tls: readonly RateResult[]
  readonly bulk: readonly BulkResult[]
  readonly claims: readonly ClaimResult[]
  readonly transfers: readonly TransferResult[]
  readonly deliveries: DeliveryResult
}

export function describeMachine(postgres: string): Record<string, string> {
  const [cpu] = cpus()
  return {
    system: `${platform()} ${arch()}`,
    processor: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    postgres,
  }
}

const printMachine = (machine: BenchResult['machine']): string =>
  Object.entries(machine)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')

export function printReport(result: BenchResult): string {
  const { machine, writeBehind, firstContact, deliveries } = result
  const lines = [
    printMachine(machine),
    `${count(result.gateways)} gateways, set up and proven, seeded in ${seconds(result.seeding)}`,
    '',
    'Unchanged check-ins, 64 connections kept alive',
    ...rateTable(result.checkIns, 'rate'),
    '',
    `First contact of every gateway: ${count(firstContact.perSecond)}/s, all written ${seconds(firstContact.lag)} after the last answer`,
    `At full load for longer: ${count(writeBehind.perSecond)}/s; at its end ${count(writeBehind.waiting)} of ${count(writeBehind.answered)} check-ins were not written yet, ${seconds(writeBehind.lag)} later the log counts ${count(writeBehind.written)}; ${Math.round(writeBehind.rss / 2 ** 20)} MiB in memory`,
    '',
    'TLS 1.2, a new connection and a full handshake for each request',
    ...rateTable(result.tls, 'cpu'),
    '',
    'Bulk, one request',
    ...table(
      ['', 'gateways', 'time', 'per second'],
      result.bulk.map((one) => [
        one.name,
        count(one.gateways),
        seconds(one.elapsed),
        count((one.gateways / one.elapsed) * 1000),
      ]),
    ),
    '',
    ...claimLines(result.claims),
    '',
    'Firmware, all gateways at once over TLS',
    ...table(
      ['', 'stored in', 'sent in', 'MiB/s', 'whole', 'memory before', 'at most'],
      result.transfers.map((one) => [
        `${one.gateways} × ${one.mebibytes} MiB`,
        seconds(one.stored),
        seconds(one.elapsed),
        count((one.gateways * one.mebibytes * 1000) / one.elapsed),
        count(one.complete),
        `${Math.round(one.rssBefore / 2 ** 20)} MiB`,
        `${Math.round(one.rssMost / 2 ** 20)} MiB`,
      ]),
    ),
    '',
    'Reports of one connection, 1,000 devices, to an application server that only answers',
    `${count(deliveries.reports)} as fast as they come: accepted ${count((deliveries.reports / deliveries.accepted) * 1000)}/s, all had arrived after ${seconds(deliveries.delivered)} (${count((deliveries.reports / deliveries.delivered) * 1000)}/s)`,
    `${count(deliveries.steady.count)} at ${count(deliveries.steady.perSecond)}/s: from acceptance to arrival p50 ${Math.round(deliveries.steady.p50)} ms, p99 ${Math.round(deliveries.steady.p99)} ms`,
  ]
  return `${lines.join('\n')}\n`
}

/** `--claims` */
export const printClaims = ({ machine, claims }: Pick<BenchResult, 'machine' | 'claims'>): string =>
  `${[printMachine(machine), '', ...claimLines(claims)].join('\n')}\n`

/** What each key provider costs. */
function claimLines(claims: readonly ClaimResult[]): string[] {
  return [
    'Key providers: derivations, and claims with PIN in one request',
    ...table(
      ['', 'derivations/s', 'one alone', 'gateways', 'claimed in', 'at most', 'per second'],
      claims.map((one) => [
        one.provider,
        count(one.derivations),
        `${one.alone.toFixed(2)} ms`,
        count(one.gateways),
        `${(median(one.claims) / 1000).toFixed(2)} s`,
        `${(Math.max(...one.claims) / 1000).toFixed(2)} s`,
        count((one.gateways / median(one.claims)) * 1000),
      ]),
    ),
  ]
}

/** The last row is what is measured; the others are what it is measured against. */
function rateTable(rows: readonly RateResult[], compare: 'rate' | 'cpu'): string[] {
  const own = rows.at(-1)
  return table(
    ['', 'per second', 'p50', 'p99', 'CPU each', compare === 'rate' ? 'ours to it' : 'our CPU to it', 'errors'],
    rows.map((row) => [
      row.name,
      count(row.perSecond),
      `${row.p50.toFixed(2)} ms`,
      `${row.p99.toFixed(2)} ms`,
      `${Math.round(row.cpuPerRequest)} µs`,
      !own || row === own
        ? ''
        : `${(compare === 'rate' ? own.perSecond / row.perSecond : own.cpuPerRequest / row.cpuPerRequest).toFixed(2)} ×`,
      count(row.errors),
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
}

const count = (value: number) => Math.round(value).toLocaleString('en')
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`
