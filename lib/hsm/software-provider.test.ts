import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { createSoftwareProvider } from './software-provider.ts'

const provider = createSoftwareProvider(randomBytes(32))
const published = () => Buffer.from(Array.from({ length: 32 }, (_, index) => index))

describe('batch roots', () => {
  test('the published vectors (owner-api.md)', async () => {
    const { wrapped } = await provider.createBatchRoot(published())
    expect(await provider.derive(wrapped, [eui('000000FFFE000ABC'), eui('B827EBFFFEA67A72')])).toEqual([
      { claimPin: 'Q55XGEAM', authToken: 'uTYUghSBI98vJPDN6aimXwmSQcQFRQCYcWG5TxdlkHI' },
      { claimPin: 'MTNSB7DH', authToken: 'kUgxjU5Ye1a0XHdlBK7wn7BSoY-n96pb_rjO6eQm4TY' },
    ])
  })

  test('an imported root is zeroed where it came from, and lies wrapped', async () => {
    const root = published()
    const { wrapped } = await provider.createBatchRoot(root)
    expect(root.equals(Buffer.alloc(32))).toBe(true)
    expect(wrapped.includes(published())).toBe(false)
  })

  test('a made root is another each time, and says which it is by its check value', async () => {
    const [one, two] = await Promise.all([provider.createBatchRoot(), provider.createBatchRoot()])
    expect(one.keyCheckValue).toMatch(/^[0-9a-f]{6}$/)
    const first = await provider.derive(one.wrapped, [eui('::1')])
    const second = await provider.derive(two.wrapped, [eui('::1')])
    expect(first).not.toEqual(second)
    const again = await provider.createBatchRoot(published())
    expect(again.keyCheckValue).toBe((await provider.createBatchRoot(published())).keyCheckValue)
  })

  test('a root of another length, and a wrapped one of another installation, are refused', async () => {
    await expect(provider.createBatchRoot(randomBytes(16))).rejects.toThrow(RangeError)
    const { wrapped } = await createSoftwareProvider(randomBytes(32)).createBatchRoot()
    await expect(provider.derive(wrapped, [eui('::1')])).rejects.toThrow()
    await expect(provider.derive(provider.seal(randomBytes(32), 'key:::1'), [eui('::1')])).rejects.toThrow()
  })

  test('a thousand gateways come out in order, one by one the same, and others have their turn meanwhile', async () => {
    const { wrapped } = await provider.createBatchRoot()
    const euis = Array.from({ length: 1000 }, (_, index) => euiFromBigInt(BigInt(index)))
    let turns = 0
    let done = false
    const tick = () => {
      turns++
      if (!done) setImmediate(tick)
    }
    setImmediate(tick)
    const all = await provider.derive(wrapped, euis)
    done = true
    expect(turns).toBeGreaterThan(10)
    expect(new Set(all.map((one) => one.claimPin)).size).toBe(1000)
    for (const index of [0, 49, 50, 999])
      expect(await provider.derive(wrapped, euis.slice(index, index + 1))).toEqual([all[index]])
  })
})
