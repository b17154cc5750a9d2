import { expect, test } from 'vitest'
import { eui } from '#lib/domain/identifiers.ts'
import { createFaultLog, type Fault } from './fault-log.ts'

test('says the first fault at once, then one in ten seconds with the number of those unsaid', () => {
  let now = 0
  const said: Fault[] = []
  const faults = createFaultLog(
    (fault) => said.push(fault),
    () => now,
  )
  const router = eui('::1')
  for (; now < 25_000; now += 1_000) faults.report(`fault at ${now}`, router)
  expect(said).toEqual([
    { err: 'fault at 0', router, unsaid: 0 },
    { err: 'fault at 10000', router, unsaid: 9 },
    { err: 'fault at 20000', router, unsaid: 9 },
  ])
})
