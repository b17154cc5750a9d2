/** What is wrong with a configuration, or worth a look, and where. */
export type Severity = 'error' | 'warning'

/** Says it of a field; where that field stands in a file is the reader's knowledge. */
export interface FieldFinding {
  readonly severity: Severity
  /** A stable word for machines, such as `prefix` or `key-mismatch`. */
  readonly code: string
  /** As js.yml and config.yml write it: `tls.root-ca`, `entries.0.join-euis.2`, `headers.authorization`. */
  readonly field: string
  /** What is so, and what to do. Never a secret. */
  readonly message: string
}

export interface Finding extends FieldFinding {
  /** Relative to config.yml; empty for the folder as a whole. */
  readonly file: string
  /** From 1; null where a whole file is meant. */
  readonly line: number | null
  readonly column: number | null
}

export const hasErrors = (findings: readonly { readonly severity: Severity }[]): boolean =>
  findings.some(({ severity }) => severity === 'error')

/** By file and line; config.yml first. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const rank = ({ file }: Finding) => (file === '' ? 0 : file === 'config.yml' ? 1 : 2)
  return findings.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  )
}
