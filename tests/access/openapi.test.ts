import { describe, expect, it } from 'vitest'
import { buildOpenApi, templateOf } from '#lib/http/openapi.ts'
import { tagsOf } from '../../app/docs/api/operation-view.ts'
import { ALL_ROUTES, OPERATIONS } from './harness.ts'

const document = buildOpenApi(ALL_ROUTES, '1.2.3')

describe('the OpenAPI document', () => {
  it('is JSON, and has every call with a name of its own', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    expect(operations).toHaveLength(OPERATIONS.length)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  })

  it('resolves every reference', () => {
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]*)"/g)) {
      const target = pointer
        .split('/')
        .slice(1)
        .reduce<unknown>((at, key) => Reflect.get(Object(at), key), document)
      expect(target, pointer).toBeDefined()
    }
  })

  it('has a parameter for every part of a path, and the owner where the wrapper reads it', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters } of Object.values(methods)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(names)
      }
    }
    const revoke = document.paths['/api/v1/tokens/{id}']?.delete
    expect(revoke?.parameters.map(({ name }) => name)).toEqual(['id', 'owner'])
    expect(revoke?.security).toEqual([{ token: ['owner:admin'] }, { certificate: [] }, { session: [] }])
  })

  it('shows of every body an example that the call itself accepts', () => {
    for (const { path, method, contract } of OPERATIONS) {
      if (!contract.body) continue
      const operation = document.paths[templateOf(path)]?.[method.toLowerCase()]
      const example = operation?.requestBody?.content['application/json']?.example
      expect(contract.body.safeParse(example).error, `${method} ${path} ${JSON.stringify(example)}`).toBeUndefined()
    }
  })

  it('says what each group is about, and of every failure how it looks', () => {
    expect(document.tags.filter(({ description }) => !description)).toEqual([])
    const tooMany = Reflect.get(document.components.responses ?? {}, 'rate_limited')
    expect(tooMany).toMatchObject({
      headers: { 'Retry-After': {}, 'X-Request-Id': {} },
      content: { 'application/problem+json': { example: { status: 429, type: '/docs/api#rate_limited' } } },
    })
    const create = document.paths['/api/v1/tokens']?.post
    expect(Object.keys(create?.responses ?? {})).toEqual([
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ])
    expect(document.paths['/api/v1/audit/verify']?.post?.description).toContain(
      'once in 10 s in the long run, 10 at once',
    )
  })

  it('has failures of the tunnel in its own form', () => {
    const html = document.paths['/thingpark/lrc/rest/downlink']?.post?.responses['429']
    expect(html).toEqual({ description: 'Too many requests', content: { 'text/html': {} } })
  })

  it('names the members of records, as generated clients want them', () => {
    expect(JSON.stringify(document)).not.toContain('"propertyNames":{"type":"string","enum"')
  })

  it('reads as a page: every call with a command', () => {
    const views = tagsOf(document, 'https://gatehouse.example').flatMap(({ operations }) => operations)
    expect(views).toHaveLength(OPERATIONS.length)
    const create = views.find(({ method, path }) => method === 'POST' && path === '/api/v1/tokens')
    expect(create?.body.map(({ name }) => name)).toEqual([
      'ownerid',
      'name',
      'rights',
      'own',
      'certificate',
      'expiresAt',
    ])
    expect(create?.curl).toContain("curl -X POST 'https://gatehouse.example/api/v1/tokens'")
    expect(create?.curl).toContain('"ownerid":"::1"')
  })
})
