/** The statements of connections and domains through PgBouncer in transaction mode. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { createConnectionBody } from '#lib/schemas/connections.ts'
import { changeConnection } from '#lib/services/connections/change-connection.ts'
import { createConnection } from '#lib/services/connections/create-connection.ts'
import { duplicateConnection } from '#lib/services/connections/duplicate-connection.ts'
import { addDomain, addDomainGroup, setDomainsEnabled } from '#lib/services/connections/manage-domains.ts'
import { removeConnection } from '#lib/services/connections/remove-connection.ts'
import { restrictMember, viewMembers } from '#lib/services/connections/restrict-members.ts'
import { regenerateKey } from '#lib/services/connections/rotate-secrets.ts'
import { pageConnections, viewConnection } from '#lib/services/connections/view-connections.ts'
import type { Context } from '#lib/services/context.ts'
import { createUser } from '#lib/services/create-user.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { findPgBouncer, startPgBouncer } from '#tests/support/pgbouncer.ts'

describe.skipIf(!findPgBouncer())('through PgBouncer', () => {
  test('connections, domains, restricted members', async () => {
    const database = await createTestDatabase()
    const bouncer = await startPgBouncer(database.url)
    const context: Context = {
      ...openDatabase(bouncer.url),
      keys: createSoftwareProvider(randomBytes(32)),
      site: {
        gatewayHosts: ['localhost:9191'],
        consoleUrl: 'http://localhost:3000',
        tls: null,
        outbound: { allow: '', resolve: async () => ['8.8.8.8'] },
      },
      now: () => new Date(),
    }
    const admin = await createTestOwner(context, '::1')
    const person = await createUser(context, {
      email: 'x@example.org',
      password: 'correct horse battery staple',
      ownerId: '::1',
      role: 'operator',
    })
    const member = { ...admin, id: `user:${person.id}` }
    await setDomainsEnabled(context, admin, true)
    const group = await addDomainGroup(context, admin, 'Region')
    const [paris, lyon] = await Promise.all(
      ['France/Paris', 'France/Lyon'].map((path) => addDomain(context, admin, { groupId: group.id, path })),
    )
    await restrictMember(context, admin, person.id, [{ groupId: group.id, path: 'France/Paris' }])
    expect((await viewMembers(context, admin)).members).toHaveLength(1)
    const make = (name: string, ...domains: (string | undefined)[]) =>
      createConnection(
        context,
        admin,
        createConnectionBody.parse({
          ownerid: '::1',
          name,
          url: 'https://as.example.com',
          contentType: 'xml',
          domains,
        }),
      )
    const [seen] = await Promise.all([make('Paris', paris?.id), make('Lyon', lyon?.id), make('Cross')])
    const page = await pageConnections(context, member, { text: 'r', limit: 10 })
    expect(page.rows.map(({ name, access }) => [name, access])).toEqual([
      ['Cross', 'masked'],
      ['Paris', 'full'],
    ])
    const id = seen?.id ?? ''
    await Promise.all(['One', 'Two', 'Three'].map((name) => changeConnection(context, member, id, { name })))
    const { secrets } = await regenerateKey(context, member, id, { graceHours: 1, signWith: 'previous' })
    expect(secrets.key).toHaveLength(32)
    const copy = await duplicateConnection(context, member, id, {})
    await removeConnection(context, member, copy.id)
    expect((await viewConnection(context, member, id)).revision).toBe(4)
    await context.close()
    await bouncer.stop()
    await database.drop()
  })
})
