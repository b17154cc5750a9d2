/** What a change of a gateway's name, tags, site and location did, for its history. */
import { beforeAndAfter, type Fields } from '../edits/stale-fields.ts'

/** Null where nothing changed. A location is one thing: both of its numbers are told even where one of them stayed. */
export function labelChanges(now: Fields, wanted: Fields): ReturnType<typeof beforeAndAfter> {
  const changes = beforeAndAfter(now, wanted)
  if (!changes || !('latitude' in changes.after || 'longitude' in changes.after)) return changes
  const both = (labels: Fields): Fields => ({ latitude: labels.latitude ?? null, longitude: labels.longitude ?? null })
  return { before: { ...changes.before, ...both(now) }, after: { ...changes.after, ...both({ ...now, ...wanted }) } }
}
