/** Where a gateway stands: latitude and longitude in degrees (WGS 84), as people write and paste them. */
import { ok, type Result, refuse } from '../result.ts'

export interface Location {
  readonly latitude: number
  readonly longitude: number
}

const NUMBER = String.raw`([+-]?\d{1,3}(?:\.\d+)?)\s*°?`
const SIGNED = new RegExp(`^${NUMBER}\\s*[,;\\s]\\s*${NUMBER}$`)
const LETTERED = new RegExp(`^${NUMBER}\\s*([NS])\\s*[,;\\s]?\\s*${NUMBER}\\s*([EW])$`, 'i')
const HELP = 'Write latitude and longitude in degrees, such as 47.3769, 8.5417.'

/** `47.3769, 8.5417`, `47.3769 N 8.5417 E`; empty = none. */
export function parseLocation(text: string): Result<Location | null> {
  const given = text.trim()
  if (given === '') return ok(null)
  const lettered = LETTERED.exec(given)
  const signed = SIGNED.exec(given)
  const latitude = lettered ? Number(lettered[1]) * (/s/i.test(lettered[2] ?? '') ? -1 : 1) : Number(signed?.[1])
  const longitude = lettered ? Number(lettered[3]) * (/w/i.test(lettered[4] ?? '') ? -1 : 1) : Number(signed?.[2])
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return refuse(`This is no location. ${HELP}`)
  if (Math.abs(latitude) > 90) return refuse('A latitude lies between -90 and 90. Latitude comes first.')
  if (Math.abs(longitude) > 180) return refuse('A longitude lies between -180 and 180.')
  return ok({ latitude, longitude })
}

/** With five decimals at most: a metre. */
export const formatLocation = ({ latitude, longitude }: Location): string =>
  [latitude, longitude].map((degrees) => String(Math.round(degrees * 1e5) / 1e5)).join(', ')
