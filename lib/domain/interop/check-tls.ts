/** The rules of `tls` in js.yml (interop.md). */
import type { FieldFinding } from './finding.ts'
import type { Tls } from './model.ts'
import { folderOf, relativePath, resolvePath } from './relative-path.ts'
import type { FileDraft, ServerDraft } from './server-draft.ts'
import { readCertificateFile, readKeyFile, readRootCaFile, type TlsFileFacts } from './tls-file.ts'

type Report = (severity: FieldFinding['severity'], code: string, field: string, message: string) => void

/** Null where there is no TLS of its own; undefined where it cannot be used. */
export function checkTls(draft: ServerDraft, now: Date, report: Report): Tls<string, string> | null | undefined {
  const { tls } = draft
  if (!tls || (tls.source === '' && !tls.rootCa && !tls.certificate && !tls.key)) return null
  const { source, certificate, key } = tls
  if (source !== '' && source !== 'file' && source !== 'key-vault') {
    report('error', 'tls-source', 'tls.source', `“${source}” is no source of a certificate. Write file or key-vault.`)
    return undefined
  }
  const rootCa = fileOf(draft, tls.rootCa, 'tls.root-ca', report)
  if (rootCa) judge(readRootCaFile(rootCa.content, now), 'tls.root-ca', report)
  if (source === 'key-vault') {
    for (const [name, file] of [
      ['certificate', certificate],
      ['key', key],
    ] as const)
      if (file)
        report(
          'warning',
          'key-vault',
          `tls.${name}`,
          `With the source key-vault this file is never read: the ${name} comes from the key vault. Remove it, or set the source to file.`,
        )
    return rootCa === undefined ? undefined : { source, rootCa, certificate: null, key: null }
  }
  if (!certificate && !key) {
    if (source === '')
      report(
        'error',
        'tls-source',
        'tls.root-ca',
        'A root-ca alone is refused by The Things Stack (“invalid TLS configuration source”). Add a client certificate with its key, or source: key-vault.',
      )
    else
      report(
        'error',
        'tls-files',
        'tls.source',
        'The source is file, and there is no certificate and no key. Add both.',
      )
    return undefined
  }
  if (!certificate || !key) {
    const [there, missing] = certificate ? ['certificate', 'key'] : ['key', 'certificate']
    report('error', 'tls-files', `tls.${there}`, `There is a ${there} and no ${missing}. Add the ${missing}.`)
    return undefined
  }
  const crt = fileOf(draft, certificate, 'tls.certificate', report)
  const privateKey = fileOf(draft, key, 'tls.key', report)
  const read = crt ? judge(readCertificateFile(crt.content, now), 'tls.certificate', report) : undefined
  const readKey = privateKey ? judge(readKeyFile(privateKey.content), 'tls.key', report) : undefined
  if (read?.leaf && readKey?.publicKey && !read.leaf.publicKey.equals(readKey.publicKey)) {
    const later = read.chain.findIndex((one) => readKey.publicKey && one.publicKey.equals(readKey.publicKey))
    report(
      'error',
      'key-mismatch',
      'tls.key',
      later > 0
        ? `The key belongs to certificate ${later + 1} of ${crt?.path}. Put that certificate first in the file.`
        : 'This key does not belong to the certificate. Use the key that the certificate was issued for.',
    )
  }
  if (rootCa === undefined || !crt || !privateKey) return undefined
  return { source: source === '' ? null : source, rootCa, certificate: crt, key: privateKey }
}

/** Null where none is named; undefined where it is named and cannot be had. The path comes out in normal form. */
function fileOf(
  draft: ServerDraft,
  file: FileDraft | null,
  field: string,
  report: Report,
): { path: string; content: string } | null | undefined {
  if (!file) return null
  const folder = folderOf(draft.file)
  const resolved = resolvePath(folder, file.path)
  if (!resolved.ok) {
    report('error', 'path', field, resolved.error)
    return undefined
  }
  const path = relativePath(folder, resolved.value)
  if (file.content === null) return undefined
  return { path, content: file.content }
}

function judge(facts: TlsFileFacts, field: string, report: Report): TlsFileFacts {
  for (const { severity, code, message } of facts.findings) report(severity, code, field, message)
  return facts
}
