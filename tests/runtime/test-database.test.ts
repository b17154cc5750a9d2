import { expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'

test('each test database has the schema, and none sees the rows of another', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const [a, b] = [openDatabase(one.url, { max: 1 }), openDatabase(other.url, { max: 1 })]
  await a.sql`insert into owners (id, name) values ('0000000000000001', 'Acme')`
  expect(await a.sql`select name from owners`).toEqual([{ name: 'Acme' }])
  expect(await b.sql`select name from owners`).toEqual([])
  await Promise.all([a.close(), b.close()])
  await Promise.all([one.drop(), other.drop()])
  const gone = openDatabase(one.url, { max: 1 })
  await expect(gone.sql`select 1`).rejects.toThrow(/does not exist/)
  await gone.close()
})
