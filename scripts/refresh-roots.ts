/**
 * Writes lib/domain/lns/root-certificates.ts from the roots that this Node trusts (Mozilla's list). Run it after an update
 * of Node, with the Node that Gatehouse ships: `node scripts/refresh-roots.ts`. A root that Node dropped stays away from the
 * file, and its name is told; which roots are wanted, and why, is in lib/domain/lns/wanted-roots.ts (docs/lns.md).
 */
import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { readTrust } from '../lib/domain/certificates.ts'
import { WANTED_ROOTS } from '../lib/domain/lns/wanted-roots.ts'

const FILE = fileURLToPath(new URL('../lib/domain/lns/root-certificates.ts', import.meta.url))

const trusted = rootCertificates.map((pem) => ({ pem: `${pem.trim()}\n`, x509: new X509Certificate(pem) }))
const known = new Map(trusted.map((one) => [one.x509.fingerprint256.replaceAll(':', '').toLowerCase(), one]))

const lines: string[] = []
let missing = 0
for (const { id, fingerprint } of WANTED_ROOTS) {
  const found = known.get(fingerprint)
  const read = found && readTrust(found.x509.raw)
  if (!found || !read?.ok) {
    missing += 1
    console.error(`${id}: ${read && !read.ok ? read.error : 'this Node does not trust it any more'}`)
    continue
  }
  lines.push(`  '${id}': \`${found.pem}\`,`)
}

const text = `/** Made by scripts/refresh-roots.ts from the roots that Node ${process.versions.node} trusts; not edited by hand. PEM by id. */
export const ROOT_CERTIFICATES: Readonly<Record<string, string>> = {
${lines.join('\n')}
}
`
if (process.argv.includes('--check')) {
  const stored = await readFile(FILE, 'utf8').catch(() => '')
  const body = (content: string) => content.slice(content.indexOf('\n'))
  if (body(stored) !== body(text)) {
    console.error('The stored roots differ from those of this Node. Run: node scripts/refresh-roots.ts')
    process.exit(1)
  }
} else {
  await writeFile(FILE, text)
  console.log(`${lines.length} roots written${missing ? `, ${missing} missing` : ''}.`)
}
process.exitCode = missing > 0 ? 1 : 0
