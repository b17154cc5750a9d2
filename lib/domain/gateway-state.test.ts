import { describe, expect, test } from 'vitest'
import { GATEWAY_STATES, nextContactDue, SILENT_AFTER_SECONDS, stateSentence } from './gateway-state.ts'

const lastSeen = new Date('2026-03-01T12:00:00Z')
const due = (reportedTcUri: string | null, answeredCupsUri: string | null, answeredTcUri: string | null) =>
  (nextContactDue({ lastSeen, reportedTcUri, answeredCupsUri, answeredTcUri }).getTime() - lastSeen.getTime()) / 1000

describe('the next contact (cups.md §6, rules.md 4)', () => {
  test.each([
    ['without an LNS: after one RESYNC', null, null, null, 120],
    ['an LNS change that carries cupsUri: after one RESYNC', 'wss://a:1', 'https://c:1', 'wss://b:1', 120],
    ['an LNS change alone does not bring it back', 'wss://a:1', null, 'wss://b:1', 86_400],
    ['a CUPS change alone does not either', 'wss://a:1', 'https://c:1', null, 86_400],
    ['nothing changed: once a day', 'wss://a:1', null, null, 86_400],
  ])('%s', (_, reported, cups, tc, seconds) => expect(due(reported, cups, tc)).toBe(seconds))

  test('a gateway that keeps its daily contact is never silent', () =>
    expect(SILENT_AFTER_SECONDS).toBeGreaterThan(86_400))
})

test('every state has a sentence of its own', () => {
  const sentences = GATEWAY_STATES.map((kind) => stateSentence({ kind, managed: true, offered: false }))
  expect(new Set(sentences).size).toBe(GATEWAY_STATES.length)
  expect(stateSentence({ kind: 'pending', managed: true, offered: true })).toMatch(/^Sent\./)
  expect(stateSentence({ kind: 'pending', managed: true, offered: false })).toMatch(/goes out at the next check-in/)
  expect(stateSentence({ kind: 'in-sync', managed: false, offered: true })).toMatch(/Nothing is set yet/)
})
