import { globSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatId6 } from '#lib/domain/identifiers.ts'
import {
  ALL_ROUTES,
  CALLERS,
  contractOf,
  OPERATIONS,
  OWNER_A,
  OWNER_B,
  openWorld,
  type World,
  withoutRateLimits,
} from './harness.ts'
import { EXPECTED, ROWS } from './matrix-rows.ts'

let world: World
let end: () => void
beforeAll(async () => {
  world = await openWorld()
  end = withoutRateLimits()
})
afterAll(async () => {
  end()
  await world.close()
})

const name = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

describe('completeness', () => {
  it('every route file is in the registry', () => {
    const files = globSync(['app/api/v1/**/route.ts', 'app/thingpark/**/route.ts']).map(
      (file) => `/${file.replace(/^app\//, '').replace(/\/route\.ts$/, '')}`,
    )
    expect(ALL_ROUTES.map(({ path }) => path).toSorted()).toEqual(files.toSorted())
  })

  it('every call of the registry has a row, and every row a call', () => {
    expect(ROWS.map(name).toSorted()).toEqual(OPERATIONS.map(name).toSorted())
  })
})

describe.each(ROWS.map((row) => ({ ...row, title: name(row) })))('$title', (row) => {
  it.each(CALLERS)('%s', async (caller) => {
    const object = row.object ? await row.object(world) : ''
    const response = await world.call(caller, row.method, row.path, row.request(formatId6(OWNER_A), object))

    const expected = EXPECTED[row.access][caller]
    const isJson = response.headers.get('content-type')?.endsWith('json')
    const answer: unknown = isJson ? await response.json() : null
    expect({ status: response.status, answer }).toMatchObject({
      status: expected === 'good' ? (row.status ?? 200) : expected,
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    if (response.ok) {
      const contract = contractOf(row.method, row.path).answer
      expect(contract.safeParse(answer).error?.issues ?? []).toEqual([])
    } else {
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(answer).toMatchObject({ status: response.status, requestId: response.headers.get('x-request-id') })
      if (response.status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /)
    }
  })
})

describe('another owner’s things cannot be told from things that do not exist', () => {
  const rows = ROWS.filter((row) => row.unknown).map((row) => ({ ...row, title: name(row) }))
  it.each(rows)('$title', async (row) => {
    const theirs = (await row.object?.(world)) ?? ''
    const nobodys = row.unknown?.(world) ?? ''
    const ask = async (object: string) => {
      const response = await world.call('adminB', row.method, row.path, row.request(formatId6(OWNER_B), object))
      const text = response.status === 204 ? '' : await response.text()
      return { status: response.status, text: text.replaceAll(object, 'ID').replace(/"requestId":"[^"]*"/, '') }
    }
    expect(await ask(theirs)).toEqual(await ask(nobodys))
  })

  it('an owner that exists and one that does not refuse with the same sentence', async () => {
    const ask = async (owner: string) => {
      const response = await world.call('adminB', 'GET', '/api/v1/audit', { query: { owner } })
      return { status: response.status, detail: ((await response.json()) as { detail: string }).detail }
    }
    expect(await ask(formatId6(OWNER_A))).toEqual(await ask('::dead:beef'))
  })
})
