import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { ROOTS, rootsOfChain } from './roots.ts'
import { WANTED_ROOTS } from './wanted-roots.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const der = (id: string) => new X509Certificate(ROOTS.find((root) => root.id === id)?.pem ?? '').raw

test('every wanted root is held, and is the one of its fingerprint', () => {
  expect(ROOTS.map(({ id }) => id)).toEqual(WANTED_ROOTS.map(({ id }) => id))
  for (const { pem, fingerprint, name } of ROOTS) {
    const x509 = new X509Certificate(pem)
    expect(x509.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint)
    expect(x509.subject).toContain(name)
    expect(x509.ca).toBe(true)
  }
  expect(ROOTS.find(({ id }) => id === 'isrg-root-x1')).toMatchObject({
    validTo: '2035-06-04T11:04:38.000Z',
    keyType: 'RSA 4096',
    size: 1391,
  })
})

test('a chain leads to the roots that it holds or that signed a link of it, in the wanted order', () => {
  const chain = [der('amazon-root-ca-1'), der('isrg-root-x1')]
  expect(rootsOfChain(chain, ['isrg-root-x1'], NOW).map(({ id }) => id)).toEqual(['isrg-root-x1', 'amazon-root-ca-1'])
  expect(rootsOfChain(chain, [], NOW).map(({ id }) => id)).toEqual(['amazon-root-ca-1', 'isrg-root-x1'])
})

test('no root for a chain that is none, and none that has ended', () => {
  expect(rootsOfChain([], [], NOW)).toEqual([])
  expect(rootsOfChain([Buffer.from('x')], [], NOW)).toEqual([])
  expect(rootsOfChain([der('isrg-root-x1')], [], new Date('2036-01-01'))).toEqual([])
})
