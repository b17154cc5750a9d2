import { expect, test } from 'vitest'
import { eui } from '../identifiers.ts'
import { GUIDE_IDS, installationGuide } from './guides.ts'

const VALUES = {
  eui: eui('b827:ebff:fea6:7a72'),
  cupsUri: 'https://gh.example.com:9191',
  trustUrl: 'https://console.example.com/cups.trust',
  lnsUri: 'wss://lns.example.com:8887',
}

test.each(GUIDE_IDS)('%s is filled in and says what depends on the firmware', (id) => {
  const guide = installationGuide(id, VALUES)
  const text = JSON.stringify(guide)
  expect(guide.steps.length).toBeGreaterThan(2)
  expect(guide.depends.length + guide.traps.length).toBeGreaterThan(1)
  expect(text).not.toMatch(/undefined|\{eui\}|\[object/)
  expect(text).toContain(id === 'cisco' ? 'ipaddr lns.example.com 8887' : VALUES.cupsUri)
  for (const { text: sentence } of guide.steps) expect(sentence).toMatch(/[.:]$|\band$/)
})

test('without a network server the guides ask for one', () => {
  expect(JSON.stringify(installationGuide('generic', { ...VALUES, lnsUri: null }))).toContain(
    'Set a network server here',
  )
  expect(JSON.stringify(installationGuide('cisco', { ...VALUES, lnsUri: null }))).toContain('ipaddr LNS-HOST PORT')
})
