import type { Eui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import { eventOf, type MappedEvent, number } from './mapped-event.ts'
import { makeReport } from './report.ts'

/** What every report of a device has. */
export type Common = Readonly<Record<string, unknown>>

/** The position of a device, in the members that The Things Stack and ChirpStack share; `where` is its name in the body. */
export function locationEvent(device: Eui, location: unknown, where: string, common: Common): Result<MappedEvent> {
  const latitude = number(location, 'latitude')
  const longitude = number(location, 'longitude')
  if (latitude === undefined && longitude === undefined) return refuse(`${where} has no coordinates.`)
  const report = makeReport('DevEUI_location', {
    ...common,
    DevLocTime: common.Time,
    // Zeros are left out in this JSON.
    DevLAT: latitude ?? 0,
    DevLON: longitude ?? 0,
    DevAlt: number(location, 'altitude') ?? 0,
    DevLocRadius: number(location, 'accuracy') ?? 0,
  })
  return report.ok ? ok(eventOf(device, report.value)) : report
}
