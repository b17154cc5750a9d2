import { describe, expect, it } from 'vitest'
import { RIGHTS_OF_ROLE } from '../rights.ts'
import { fingerprintSpan, readableKinds, SEARCH_KINDS } from './search-kinds.ts'

describe('kinds', () => {
  it('an admin reads all, a viewer neither people nor tokens', () => {
    expect([...readableKinds(RIGHTS_OF_ROLE.admin)]).toEqual(SEARCH_KINDS)
    const viewer = readableKinds(RIGHTS_OF_ROLE.viewer)
    expect(SEARCH_KINDS.filter((kind) => !viewer.has(kind))).toEqual(['member', 'token'])
  })

  it('each right opens its own kinds alone', () => {
    expect([...readableKinds(['interop:read'])]).toEqual(['join-server'])
    expect([...readableKinds(['connection:read'])]).toEqual(['connection', 'event-target'])
    expect([...readableKinds(['firmware:write'])]).toEqual([])
  })
})

describe('fingerprints', () => {
  it('begin with the digits, colons or not', () => {
    const span = fingerprintSpan('AB:cd')
    expect(span).toEqual([`abcd${'0'.repeat(60)}`, `abcd${'f'.repeat(60)}`])
    expect(fingerprintSpan('f'.repeat(64))?.[0]).toBe('f'.repeat(64))
  })

  it('are hex, neither too short nor too long', () => {
    for (const text of ['abc', 'roof', 'a'.repeat(65), '']) expect(fingerprintSpan(text)).toBeUndefined()
  })
})
