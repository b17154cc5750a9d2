import { describe, expect, it } from 'vitest'
import { buildOpenApi } from '#lib/http/openapi.ts'
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
    expect(revoke?.security).toEqual([{ token: ['owner:admin'] }, { session: [] }])
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
