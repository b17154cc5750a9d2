/** Reports that come as ThingPark writes them, typed or untyped JSON (docs/mapping.md). */
import { ok, type Result, refuse } from '../result.ts'
import { deviceOf, eventOf, type MappedEvent } from './mapped-event.ts'
import { makeReport, REPORT_KINDS } from './report.ts'

/** `customerId` is put in where the report has none. */
export function fromThingPark(body: unknown, customerId: string): Result<MappedEvent> {
  const names = body !== null && typeof body === 'object' ? Object.keys(body) : []
  const kind = REPORT_KINDS.find((one) => one === names[0])
  const fields: unknown = kind && Reflect.get(body as object, kind)
  if (!kind || names.length !== 1 || fields === null || typeof fields !== 'object' || Array.isArray(fields)) {
    return refuse(`The body is not a ThingPark report. Send an object with one member: ${REPORT_KINDS.join(', ')}.`)
  }
  const given = fields as Record<string, unknown>
  const made = makeReport(kind, { ...given, CustomerID: given.CustomerID ?? customerId })
  if (!made.ok) return made
  const device = deviceOf(made.value.fields.DevEUI, 'DevEUI')
  return device.ok ? ok(eventOf(device.value, made.value, { joined: given.Type === 'join' })) : device
}
