import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSignatureCheck, readSignature } from './firmware-signature.ts'
import { shellWord } from './shell-word.ts'
import { signingGuide } from './signing-guide.ts'
import { publicKeyOf, readSigningKey } from './signing-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signing-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: string) => execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' }).toString()

describe('the commands, run as they are copied', () => {
  test.each(['update-2.1.bin', "it's an update $(x) 2.1.bin", '-rf.bin'])('%s', (imageFile) => {
    const image = Buffer.from('#!/bin/sh\n')
    writeFileSync(join(folder, imageFile), image)
    const facts = { imageFile, fwCrc: 1, consoleUrl: 'https://gatehouse.example', owner: '::1' }
    const [make, take, install, sign, check, send] = signingGuide(facts).map(({ command }) => command)
    for (const command of [make, take, install, sign]) run(command ?? '')
    expect(run(check ?? '')).toContain('Verified OK')

    const key = readSigningKey(readFileSync(join(folder, 'signing-key.pub.pem')))
    if (!key.ok) throw new Error(key.error)
    expect(readFileSync(join(folder, 'sig-0.key'))).toEqual(key.value.raw)
    const der = readFileSync(join(folder, `${imageFile}.sig`))
    expect(readSignature(der)).toMatchObject({ ok: true, value: { der, converted: false } })
    const verdict = createSignatureCheck([{ crc: 7, name: '', publicKey: publicKeyOf(key.value.raw) }], der)
    verdict.update(image)
    expect(verdict.verdict().keyCrc).toBe(7)

    // What curl would be given, printed instead of sent.
    const body = run(`curl() { for last; do :; done; printf %s "$last"; }\n${send}`)
    expect(JSON.parse(body)).toEqual({ ownerid: '::1', fwcrc: 1, signature: der.toString('base64') })
  })
})

test('an image that stays here is signed by its digest', () => {
  const image = Buffer.from('#!/bin/sh\n# a secret\n')
  const sha512 = createHash('sha512').update(image).digest('hex')
  const facts = { imageFile: 'boot.sh', fwCrc: 1, sha512, consoleUrl: 'https://gatehouse.example', owner: '::1' }
  const [make, take, install, sign, check] = signingGuide(facts).map(({ command }) => command)
  for (const command of [make, take, install, sign]) run(command ?? '')
  expect(run(check ?? '')).toContain('Signature Verified Successfully')
  const key = readSigningKey(readFileSync(join(folder, 'sig-0.key')))
  if (!key.ok) throw new Error(key.error)
  const der = readFileSync(join(folder, 'boot.sh.sig'))
  const verdict = createSignatureCheck([{ crc: 7, name: '', publicKey: publicKeyOf(key.value.raw) }], der)
  verdict.update(image)
  expect(verdict.verdict().keyCrc).toBe(7)
})

test('any name stays one word of the shell', () => {
  const name = fc.string({ unit: fc.constantFrom(...'ab \'"$`\\|;&<>()*?~#\n!-'), minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(name, (text) => {
      const word = run(`printf %s ${shellWord(text)}`)
      expect(word).toBe(text.startsWith('-') ? `./${text}` : text)
    }),
    { numRuns: 40 },
  )
})
