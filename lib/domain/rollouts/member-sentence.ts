/** Why a gateway stands where it stands, for people. What a gateway itself reports is put in by the statement. */
import type { MemberCode } from './rollout.ts'

export const MEMBER_SENTENCES: Readonly<Record<MemberCode, string>> = {
  model: 'Its model is not one that the rollout is for.',
  package: 'Its package is not one that the rollout is for.',
  station: 'Its Station is not one that the rollout is for.',
  unsigned:
    'It reports no signing key and would run the file as root without any check: the rollout does not allow unsigned firmware.',
  'no-signature': 'It runs signed firmware only, and the image has no signature.',
  'other-key': 'It holds none of the keys that the image is signed with.',
  'never-seen': 'It has never checked in.',
  released: 'It was released from this owner.',
  changed: 'Somebody set it up otherwise meanwhile: it is left as it is.',
  already: 'It has this already.',
  busy: 'Another update was scheduled for it: that one is left as it is.',
  refused: 'setup refuses these values for it.',
  'not-collected': 'It did not check in to collect the change in time. Nothing was changed on it.',
  'no-change':
    'The image was sent, and its package is still the same: Station aborted the update, or the update changed nothing.',
  interrupted: 'The connection was cut during the transfer.',
  'not-back': 'It took the change and did not come back with the proof in time.',
  'fell-back': 'It holds the new CUPS set and had to use an older credential: the new one does not work there.',
  diverged: 'It was offered the new values and still reports others.',
  'lns-unreachable':
    'It took the new LNS and is back at CUPS within minutes: a Station whose LNS link is up stays away for a day.',
  'not-returned': 'It was sent back to its previous set and did not come with it in time.',
  'no-previous-set': 'Nothing was set before the rollout: it keeps what it has, and is not managed any more.',
  proven: 'It came back with the new values.',
  confirmed: 'Its package changed.',
  aborted: 'The rollout was aborted before its turn.',
  paused: 'It was taken back before it went out, because the rollout was paused.',
  window: 'It was taken back before it went out, because the maintenance window ended.',
  retry: 'It is tried again.',
}

/** What a later report can still turn into a success. */
export const LATE_CODES: readonly MemberCode[] = [
  'no-change',
  'interrupted',
  'not-back',
  'fell-back',
  'diverged',
  'lns-unreachable',
]
