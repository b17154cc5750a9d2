/** Metrics as text (Prometheus text format 0.0.4): each family once, whichever processes have it. */
import type { Family, Sample } from './meters.ts'

export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** What one process says; `plane` becomes a label of all its samples. */
export interface Reading {
  readonly plane: string | undefined
  readonly families: readonly Family[]
}

export function writeExposition(readings: readonly Reading[]): string {
  const lines = new Map<string, string[]>()
  for (const { plane, families } of readings) {
    for (const family of families) {
      const { name, help, type, samples } = family
      const of = lines.get(name) ?? [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`]
      of.push(...samples.map((sample) => lineOf(name, sample, plane)))
      lines.set(name, of)
    }
  }
  return [...lines.values()].flat().concat('').join('\n')
}

function lineOf(name: string, { suffix = '', labels, value }: Sample, plane: string | undefined): string {
  const pairs = Object.entries({ ...labels, ...(plane ? { plane } : {}) })
  const text = pairs.map(([label, of]) => `${label}="${escapeLabel(of)}"`).join(',')
  return `${name}${suffix}${text ? `{${text}}` : ''} ${value}`
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"')
