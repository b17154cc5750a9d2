/** What Station looks at before it starts (cups.md §1.3). */
import { CATEGORIES, SLOTS, type StationCategory, slotName } from './credential-files.ts'
import type { Home } from './home.ts'
import { StationRefused } from './station-refused.ts'
import { checkStationUri } from './station-uri.ts'

/** Every URI of every set is checked at the start; a single bad one keeps the whole Station from starting. */
export function checkUris(home: Home): void {
  const problems: string[] = []
  const found: Record<StationCategory, number> = { cups: 0, tc: 0 }
  for (const category of CATEGORIES) {
    for (const slot of SLOTS) {
      const uri = home.writtenUri(category, slot)
      if (uri === null) continue
      const checked = checkStationUri(category, uri)
      if (checked.ok) found[category] += 1
      else problems.push(`${home.folder}/${slotName(category, slot)}.uri: ${checked.reason}`)
    }
  }
  if (problems.length > 0)
    throw new StationRefused('misconfigured-uri', `Station does not start.\n${problems.join('\n')}`)
  if (found.cups + found.tc === 0)
    throw new StationRefused(
      'no-uri',
      `No server URIs configured in ${home.folder}. Write https://host:port into cups.uri or cups-boot.uri, and the server's CA certificate into the .trust file beside it.`,
    )
  if (found.cups === 0)
    throw new StationRefused(
      'no-cups',
      `${home.folder} names an LNS but no CUPS server: Station would run without CUPS. Write https://host:port into cups.uri or cups-boot.uri.`,
    )
}
