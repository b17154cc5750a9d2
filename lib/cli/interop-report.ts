/** Findings for people, for programs and for GitHub's annotations. */
import { join } from 'node:path'
import type { Finding } from '#lib/domain/interop/finding.ts'

export const REPORT_FORMATS = ['text', 'json', 'github'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export interface Report {
  readonly folder: string
  readonly findings: readonly Finding[]
  /** Undefined where the configuration could not be read. */
  readonly servers: number | undefined
}

/** `file:line:column: error: …`, as editors and CI systems understand it. */
export function reportText({ folder, findings, servers }: Report): string {
  const lines = findings.map(({ file, line, column, severity, code, message }) => {
    const place = [join(folder, file), ...(line === null ? [] : [line, column])].join(':')
    return `${place}: ${severity}: ${message} [${code}]`
  })
  return [...lines, summaryOf(findings, servers)].join('\n')
}

/** Workflow commands: one annotation for each finding. */
export function reportGithub({ folder, findings, servers }: Report): string {
  const data = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
  const property = (text: string) => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
  const lines = findings.map(({ file, line, column, severity, code, message }) => {
    const place = line === null ? '' : `,line=${line},col=${column}`
    return `::${severity} file=${property(join(folder, file))}${place},title=${property(code)}::${data(message)}`
  })
  return [...lines, summaryOf(findings, servers)].join('\n')
}

export function reportJson({ findings, servers }: Report): string {
  const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length
  return JSON.stringify({ errors: count('error'), warnings: count('warning'), joinServers: servers ?? null, findings })
}

function summaryOf(findings: readonly Finding[], servers: number | undefined): string {
  const count = (severity: Finding['severity'], word: string) => {
    const found = findings.filter((one) => one.severity === severity).length
    return `${found} ${word}${found === 1 ? '' : 's'}`
  }
  const what = servers === undefined ? '' : `, ${servers} join server${servers === 1 ? '' : 's'}`
  return `${count('error', 'error')}, ${count('warning', 'warning')}${what}.`
}
