import { describe, expect, test } from 'vitest'
import { EMPTY_SET_CRC } from '../crc-text.ts'
import { eui } from '../identifiers.ts'
import { explainCrc, explainRequest, type NamedSet, requestJson } from './explain-request.ts'

const SETS: NamedSet[] = [
  { category: 'tc', version: 3, uri: 'wss://new.example:443', crc: 3, desired: true },
  { category: 'tc', version: 2, uri: 'wss://old.example:443', crc: 2, desired: false },
  { category: 'tc', version: 1, uri: 'wss://new.example:443', crc: 3, desired: false },
  { category: 'cups', version: 5, uri: 'https://cups.example:443', crc: 5, desired: true },
]

describe('explainCrc', () => {
  test.each<[number | null, 'cups' | 'tc', RegExp]>([
    [null, 'tc', /sent none/],
    [EMPTY_SET_CRC, 'tc', /0x7bd5c66f: no credentials at all/],
    [2, 'tc', /^0x00000002: LNS version 2\.$/],
    [3, 'tc', /LNS version 3, which you want and 1\./],
    [5, 'tc', /CUPS version 5, in the files of the other side/],
    [9, 'cups', /none of the sets that were set here.*PEM/],
  ])('%s of %s', (crc, category, sentence) => expect(explainCrc(crc, category, SETS)).toMatch(sentence))
})

test('every field of a request is explained, in the order of Station', () => {
  const reported = {
    router: eui('b827ebfffea67a72'),
    cupsUri: 'https://cups.example:443',
    tcUri: 'wss://old.example:443',
    cupsCredCrc: 5,
    tcCredCrc: 2,
    station: '2.0.6(linux/std)',
    model: 'linux',
    package: '1.0',
    keys: [1, 2],
  }
  const fields = explainRequest(reported, SETS, (crc) => (crc === 1 ? 'release' : undefined))
  expect(fields.map(({ name, value, note }) => [name, value, note])).toEqual([
    ['router', '"b827:ebff:fea6:7a72"', 'B8-27-EB-FF-FE-A6-7A-72 in the form of Station.'],
    ['cupsUri', '"https://cups.example:443"', 'What you want.'],
    ['tcUri', '"wss://old.example:443"', 'You want wss://new.example:443 by now.'],
    ['cupsCredCrc', '5', '0x00000005: CUPS version 5, which you want.'],
    ['tcCredCrc', '2', '0x00000002: LNS version 2.'],
    ['station', '"2.0.6(linux/std)"', 'The version of Station, and what it was built for.'],
    ['model', '"linux"', 'Firmware for another model is not sent.'],
    ['package', '"1.0"', 'What version.txt says: the only proof of an update.'],
    ['keys', '[1,2]', 'CRCs of its signing keys: 0x00000001 (release); 0x00000002, not among yours.'],
  ])
  expect(JSON.parse(requestJson(reported))).toEqual({ ...reported, router: 'b827:ebff:fea6:7a72' })
})
