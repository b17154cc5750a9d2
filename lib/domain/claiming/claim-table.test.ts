import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Eui, euiFromBigInt, formatEui64, formatId6 } from '../identifiers.ts'
import { PIN_ALPHABET } from './claim-pin.ts'
import { MAX_LINES, readClaimTable, writeClaimLine } from './claim-table.ts'
import { judgeClaims } from './judge-claims.ts'

const A = '58a0cbfffe801234'
const P = 'Q55XGEAM'
const rowsOf = (text: string, owned?: readonly Eui[]) =>
  judgeClaims(readClaimTable(text).entries, new Set(owned)).map(({ line, verdict, eui, claim }) => [
    line,
    verdict,
    eui,
    claim,
  ])
const faultsOf = (text: string) =>
  judgeClaims(readClaimTable(text).entries).flatMap(({ line, fault }) => (fault ? [`${line}: ${fault}`] : []))

describe('reads what people have', () => {
  test.each([
    ['a line', `${A} ${P}`],
    ['commas', `${A},${P}\n`],
    ['Excel in German', `\uFEFFEUI;Claim-PIN\r\n${A};${P}\r\n`],
    ['its first line', `sep=;\r\n${A};${P}\r\n`],
    ['tabs', `${A}\t${P}\r`],
    ['quotes', `"${A}","${P}"\n`],
    ['a formula that keeps zeros', `="${A}";="${P}"\n`],
    ['other columns, other order', `Site,PIN,Serial,Gateway ID\nRoof 7,${P},00012345,58-A0-CB-FF-FE-80-12-34\n`],
    ['MAC and EUI: the EUI', `mac,eui,pin\n58:A0:CB:80:12:34,${A},${P}\n`],
    ['names in another language', `Kennung;Schlüssel\n${A};${P}\n`],
    ['no names, PIN first', `${P};Roof 7;58-A0-CB-FF-FE-80-12-34\n`],
    ['remarks and empty lines', `# the roof, north\n\n// 17\n${A} ${P}\n`],
    ['the link of a label', `https://g.example/claim#${A.toUpperCase()}/${P}`],
    ['a column of links', `Serial,Label\n0001,https://g.example/claim#${A.toUpperCase()}/${P}\n`],
  ])('%s', (_, text) => expect(rowsOf(text).map(([, ...rest]) => rest)).toEqual([['ready', A, P]]))

  test('mixed lines, with their numbers', () => {
    expect(
      rowsOf('00-00-00-FF-FE-00-0A-BC Q55XGEAM\r\n\n# the roof\nb8:27:eb:a6:7a:72,MTNSB7DH\n::1; Q55X GEAM'),
    ).toEqual([
      [1, 'ready', '000000fffe000abc', 'Q55XGEAM'],
      [4, 'ready', 'b827ebfffea67a72', 'MTNSB7DH'],
      [5, 'ready', '0000000000000001', 'Q55XGEAM'],
    ])
  })

  test('the columns that the person chooses', () => {
    const text = `a,b,c\n${A},58a0cbfffe809999,${P}\n`
    expect(readClaimTable(text).columns).toEqual({ id: 0, pin: 2 })
    expect(readClaimTable(text).names).toEqual(['a', 'b', 'c'])
    expect(readClaimTable(text, { id: 1, pin: 2 }).entries).toEqual([{ line: 2, id: '58a0cbfffe809999', pin: P }])
  })
})

describe('tells what is wrong, by line', () => {
  test('what a spreadsheet ate', () => {
    expect(faultsOf(`eui,pin\n5.80001E+15,${P}\n`)).toEqual([expect.stringMatching(/^2: .*Format the column as text/)])
    expect(faultsOf(`5.80001E+15,${P}\n${A},1.2E+10\n`)).toEqual([
      expect.stringMatching(/^1: .*lost digits/),
      expect.stringMatching(/^2: The claim PIN is a number with an exponent/),
    ])
    const [row] = judgeClaims(readClaimTable(`mac,pin\n123456789,${P}\n`).entries)
    expect(row).toMatchObject({
      verdict: 'mend',
      remedies: [
        { id: '000123fffe456789', pin: P },
        { id: '0000000123456789', pin: P },
      ],
    })
  })

  test('doubles: the same once, another PIN never', () => {
    expect(rowsOf(`${A},${P}\n58-A0-CB-FF-FE-80-12-34,q55x-geam\n`).map(([, verdict]) => verdict)).toEqual([
      'ready',
      'double',
    ])
    expect(faultsOf(`${A},${P}\n${A},MTNSB7DH\n`)).toEqual([
      '2: Line 1 has this gateway too, with another PIN. Keep the one on the label.',
    ])
  })

  test('a missing PIN, a wrong identifier, both', () => {
    expect(faultsOf('::1\nnonsense 1\n')).toEqual([
      '1: The claim PIN is missing. Write the identifier, a blank, then the PIN.',
      expect.stringMatching(/^2: “nonsense” is not a gateway identifier\..*The claim PIN has 1 character\./),
    ])
  })

  test('the label of an end device, which some makers print on gateways', () => {
    const label = 'LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF'
    const [row] = judgeClaims(readClaimTable(label).entries)
    expect(row?.fault).toMatch(/label of an end device .*AA-BB-CC-DD-EE-FF-00-11/)
    expect(row?.remedies).toMatchObject([{ id: 'aabbccddeeff0011', pin: 'AABBCCDDEEFF' }])
    expect(judgeClaims(readClaimTable(label.replace(/:O.*/, '')).entries)[0]?.remedies).toEqual([])
  })

  test('what is the owner’s already is not sent', () => {
    expect(rowsOf(`${A},${P}\n::1,${P}\n`, [A as Eui]).map(([, verdict]) => verdict)).toEqual(['yours', 'ready'])
  })

  test('a file that cannot be read as a whole', () => {
    expect(readClaimTable(`${A},"abc\n`).fault).toMatchObject({ error: expect.stringMatching(/quotation mark/) })
    expect(readClaimTable(`${A},${P}\n`.repeat(MAX_LINES + 1)).fault?.error).toMatch(/Split it/)
    expect(readClaimTable('').entries).toEqual([])
  })
})

const eui = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(euiFromBigInt)
const pin = fc.array(fc.constantFrom(...PIN_ALPHABET), { minLength: 8, maxLength: 8 }).map((chars) => chars.join(''))

test('whatever program wrote it: the same gateways and the same PINs', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ eui, pin, site: fc.stringMatching(/^[A-Z][a-z]{0,6}$/) }), {
        selector: (row) => row.eui,
        minLength: 1,
        maxLength: 20,
      }),
      fc.record({
        delimiter: fc.constantFrom(',', ';', '\t'),
        end: fc.constantFrom('\n', '\r\n', '\r'),
        bom: fc.boolean(),
        notation: fc.constantFrom<(eui: Eui) => string>((one) => one, formatEui64, formatId6),
        header: fc.constantFrom(undefined, ['EUI', 'Claim PIN', 'Site'], ['Gateway-ID', 'code', 'Ort']),
        order: fc.constantFrom([0, 1, 2], [2, 1, 0], [1, 2, 0]),
      }),
      (rows, { delimiter, end, bom, notation, header, order }) => {
        const line = (cells: readonly string[]) => order.map((index) => `"${cells[index]}"`).join(delimiter)
        const text = [
          ...(header ? [line(header)] : []),
          ...rows.map((row) => line([notation(row.eui), row.pin, row.site])),
        ]
        const read = judgeClaims(readClaimTable(`${bom ? '\uFEFF' : ''}${text.join(end)}${end}`).entries)
        // Without names a PIN of letters alone may be told from a word by nothing: then they are not confused silently.
        if (header === undefined && rows.every((row) => !/\d/.test(row.pin))) return
        expect(read.map(({ eui, claim, verdict }) => ({ eui, claim, verdict }))).toEqual(
          rows.map((row) => ({ eui: row.eui, claim: row.pin, verdict: 'ready' })),
        )
      },
    ),
  )
})

test('whatever comes in: no gateway is sent twice, and what is sent can be sent', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-fEOlQ55XGEAM+.,;:"=\r\n\t -]{0,300}$/)), (text) => {
      const rows = judgeClaims(readClaimTable(text).entries)
      const sent = rows.filter(({ verdict }) => verdict === 'ready')
      expect(new Set(sent.map((row) => row.eui)).size).toBe(sent.length)
      for (const row of sent) expect([row.eui?.length, (row.claim?.length ?? 0) >= 8]).toEqual([16, true])
      for (const row of rows) if (row.verdict !== 'ready') expect(row.fault).toBeTruthy()
    }),
  )
})

test('ten thousand lines are read while a person waits for a key', () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `${euiFromBigInt(BigInt(n))},${P}`)
  expect(judgeClaims(readClaimTable(lines.join('\n')).entries).every(({ verdict }) => verdict === 'ready')).toBe(true)
})

describe('name, tags, site and location beside them', () => {
  const HEAD = 'Site;Claim-PIN;EUI;Name;Tags;Lat;Lon'
  const rows = (text: string, owned?: readonly Eui[]) => judgeClaims(readClaimTable(text).entries, new Set(owned))

  test('are found by their names and set with the claim', () => {
    const text = `${HEAD}\nZürich;${P};${A};Roof 7;north, pilot;47,37;8.54\n`
    expect(readClaimTable(text).labels).toEqual({ site: 0, name: 3, tags: 4, latitude: 5, longitude: 6 })
    expect(rows(text)).toMatchObject([
      {
        verdict: 'ready',
        sets: { name: 'Roof 7', tags: ['north', 'pilot'], site: 'Zürich', latitude: 47.37, longitude: 8.54 },
      },
    ])
  })

  test('an empty cell says nothing, and a column without a name is none', () => {
    expect(rows(`${HEAD}\n;${P};${A};;;;\n`)).toMatchObject([{ verdict: 'ready', sets: {} }])
    expect(rows(`Roof 7,${P},${A}\n`)).toMatchObject([{ verdict: 'ready', sets: {} }])
  })

  test('a bad value is told with its line, and can be left out', () => {
    const [row] = rows(`${HEAD}\nZürich;${P};${A};Roof 7;;470;8.54\n`)
    expect(row).toMatchObject({ verdict: 'mend', fault: 'A latitude lies between -90 and 90 degrees.' })
    expect(row?.remedies).toEqual([{ id: A, pin: P, labels: {}, how: expect.stringMatching(/^without name/) }])
  })

  test('the same gateway twice with other labels is asked about; one that is the owner’s keeps its own', () => {
    const text = `${HEAD}\nA;${P};${A};;;;\nB;${P};${A};;;;\nA;${P};${A};;;;\n`
    expect(rows(text).map(({ verdict }) => verdict)).toEqual(['ready', 'mend', 'double'])
    expect(rows(text, [A as Eui])[0]?.fault).toMatch(/yours already.*stay\.$/)
  })

  test('a line that is mended keeps them, in the signs of its table', () => {
    for (const sign of [';', ',', '\t']) {
      const head = HEAD.replaceAll(';', sign)
      const text = `${head}\n"Zürich${sign} 4"${sign}${P}${sign}58AO${sign}"a ""b"""${sign}x\n`
      const table = readClaimTable(text)
      const [entry] = table.entries
      if (!entry) throw new Error('no entry')
      const line = writeClaimLine({ ...entry, id: A, pin: P }, table, text.split('\n')[1] ?? '')
      expect(readClaimTable(`${head}\n${line}\n`).entries).toEqual([
        { line: 2, id: A, pin: P, labels: { site: `Zürich${sign} 4`, name: 'a "b"', tags: 'x' } },
      ])
    }
  })
})
