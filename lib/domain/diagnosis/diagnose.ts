/**
 * Findings about one gateway from what was recorded of it, each with its evidence and the remedy (cups.md §4–§6, §9). Pure, so
 * that every trap has a test.
 */
import { EMPTY_SET_CRC, formatCrc } from '../crc-text.ts'
import { formatEui64 } from '../identifiers.ts'
import { hostPort, isSecureUri, parseTargetUri } from '../target-uri.ts'
import { formatUtc } from '../time-text.ts'
import type { Evidence, EvidenceCertificate, EvidenceSet, Finding, Severity } from './evidence.ts'

/** Station's own places of a CUPS credential: regular, backup, bootstrap. */
export interface UsedCredential {
  readonly place: 'REG' | 'BAK' | 'BOOT'
  readonly sentence: string
}

/** Which of Station's places the last check-in came with; null before the first. */
export function usedCredential({ report, sets }: Pick<Evidence, 'report' | 'sets'>): UsedCredential | null {
  if (!report) return null
  const version = Number(/^cups:(\d+)$/.exec(report.credential)?.[1])
  const set = sets.find((one) => one.category === 'cups' && one.version === version)
  const name = report.credential === 'certificate' ? 'a certificate of your CA' : 'its first token'
  if (Number.isNaN(version)) {
    return report.fellBack
      ? { place: 'BOOT', sentence: `BOOT: it fell back to ${name}.` }
      : { place: 'REG', sentence: `REG: ${name}; no CUPS set of yours is on the gateway yet.` }
  }
  if (!report.fellBack) return { place: 'REG', sentence: `REG: CUPS set ${version}, the one that it reports.` }
  return set?.backup === false
    ? { place: 'REG', sentence: `CUPS set ${version}, although it reports another one.` }
    : { place: 'BAK', sentence: `BAK: CUPS set ${version}, the first that ever worked, which Station froze.` }
}

type Rule = (evidence: Evidence) => readonly Finding[]

const ORDER: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, note: 2 }

/** The worst first; empty: nothing speaks against the gateway. */
export function diagnose(evidence: Evidence): Finding[] {
  return RULES.flatMap((rule) => rule(evidence)).sort((a, b) => ORDER[a.severity] - ORDER[b.severity])
}

const moment = (at: Date): string => formatUtc(at)
const tlsConnections = (count: number): string => (count === 1 ? '1 TLS connection' : `${count} TLS connections`)
const refusals = (count: number): string => (count === 1 ? '1 refused check-in' : `${count} refused check-ins`)
const SIDE = { cups: 'CUPS', tc: 'LNS' } as const

/** Between two contacts there is a minute at least; what is sooner belongs to the same. */
const SAME_CONTACT_MS = 30_000
const DAY_MS = 86_400_000
/** How long a daily contact may be late before anybody worries. */
const LATE_MS = 3_600_000
/** Beyond it a knock is history. */
const RECENT_MS = 7 * DAY_MS

const knocks: Rule = ({ knocks: all, report, now }) =>
  all.map(({ reason, count, address, at }) => {
    // It was let in since: most likely mended, or somebody else's attempt.
    const old = (report !== null && report.lastSeenAt > at) || now.getTime() - at.getTime() > RECENT_MS
    const stranger = report !== null && report.address !== address
    const words = KNOCKS[reason]
    return {
      code: `refused-${reason}`,
      severity: old ? 'note' : 'problem',
      title: words.title,
      evidence: [
        `${refusals(count)} with this EUI, the last from ${address} at ${moment(at)}.`,
        ...(old && report ? [`It was let in since, at ${moment(report.lastSeenAt)}.`] : []),
        ...(stranger ? [`The gateway itself was seen last from ${report.address}: it may be another device.`] : []),
      ],
      remedy: words.remedy,
    }
  })

const KNOCKS = {
  token: {
    title: 'It came with a token that is not accepted.',
    remedy:
      'Put its files on it again. In cups.key the line is “Authorization: ” with a blank after the colon, the token, and CR LF at the end; Station 2.0.5 and older do not add it.',
  },
  certificate: {
    title: 'It came with a client certificate that is not accepted.',
    remedy:
      'Use the certificate that is set here, byte for byte, or one that a CA of yours issued with the EUI of this gateway in its CN or SAN; look whether it is revoked.',
  },
  none: {
    title: 'It came without a token and without a client certificate.',
    remedy:
      'See that cups.key and, for a client certificate, cups.crt are there under exactly these names (not .cert), that the key is not empty, and that cups.uri begins with https: over http Station sends no token.',
  },
  'bootstrap-ended': {
    title: 'It came with its bootstrap token, which has ended.',
    remedy:
      'Re-arm the bootstrap token under Credentials: the gateway has nothing else that works, and tries it again by itself. Then look why the CUPS set that you gave it failed.',
  },
} as const

const mistaken: Rule = ({ mistaken: all, gateway, report }) =>
  report
    ? []
    : all.map(({ eui, count, address, at }) => ({
        code: 'other-eui',
        severity: 'problem',
        title: `A gateway that nobody has calls as ${formatEui64(eui)}: it may be this one under another EUI.`,
        evidence: [
          `${refusals(count)}, the last from ${address} at ${moment(at)}.`,
          `This one was claimed as ${formatEui64(gateway)}.`,
        ],
        remedy:
          'Compare the label with what Station prints at its start. A MAC needs FFFE in its middle, and a routerid whose first digits are zero goes through Station’s euiprefix: set routerid to the EUI of the label.',
      }))

const neverSeen: Rule = ({ report, knocks: all, mistaken: others, claimedAt, hosts }) => {
  if (report || all.length > 0 || others.length > 0) return []
  const [host = 'this server'] = hosts
  return [
    {
      code: 'never-seen',
      severity: 'warning',
      title: 'Nothing was ever heard of it.',
      evidence: [
        claimedAt ? `No connection with this EUI since ${moment(claimedAt)}.` : 'No connection with this EUI.',
      ],
      remedy: `See that it has power and network, and that cups.uri says https://${host}. Its DNS must know that name, and TCP to that port must be allowed. A proxy in between must pass TLS through.`,
    },
  ]
}

const silent: Rule = ({ report, nextContact, now }) => {
  if (!report || !nextContact || now.getTime() - nextContact.getTime() < LATE_MS) return []
  const leaves = report.reported.cupsUri
  return [
    {
      code: 'silent',
      severity: 'problem',
      title: 'It has been silent for longer than its rhythm.',
      evidence: [
        `Expected by ${moment(nextContact)}; seen last at ${moment(report.lastSeenAt)} from ${report.address}.`,
        ...(leaves ? [`It reported ${leaves} as the server that it calls.`] : []),
      ],
      remedy:
        'See that it has power and network, that its DNS still knows the name in cups.uri, and that no firewall or proxy was put in between. When it has lost its server it tries REG eight times, then BAK, then BOOT.',
    },
  ]
}

const fellBack: Rule = ({ report, sets, tls }) => {
  const failed = sets.find((set) => set.category === 'cups' && set.desired && set.failedAt)
  if (!report?.fellBack && !failed) return []
  const used = usedCredential({ report, sets })
  return [
    {
      code: 'fell-back',
      severity: 'problem',
      title: failed
        ? `CUPS version ${failed.version} does not work on the gateway: it had to use an older credential.`
        : 'It had to use an older credential than the one that it holds.',
      evidence: [
        ...(used ? [`It came last with ${used.sentence}`] : []),
        ...(failed?.failedAt
          ? [`It reports the CRC of version ${failed.version} and came without it at ${moment(failed.failedAt)}.`]
          : []),
        ...tls.map(({ alert, times }) => `${tlsConnections(times)} from its address ended with the alert “${alert}”.`),
      ],
      remedy:
        'Most often the trust does not lead to the certificate of the server: another root, a bundle of several, a certificate that ended, or a name that is an IP address. Check the CUPS set live, and save one that works. Until then it is kept on the last set that worked.',
    },
  ]
}

const rejected: Rule = ({ report, sets }) =>
  sets.flatMap((set) => {
    if (!report || !set.desired || !set.offeredAt || set.failedAt) return []
    if (report.lastSeenAt.getTime() - set.offeredAt.getTime() < SAME_CONTACT_MS) return []
    const { reported } = report
    const [uri, crc] =
      set.category === 'tc' ? [reported.tcUri, reported.tcCredCrc] : [reported.cupsUri, reported.cupsCredCrc]
    const name = `${SIDE[set.category]} version ${set.version}`
    const crcEqual = set.crc === null || crc === set.crc
    if (uri === set.uri && crcEqual) return []
    const evidence = [
      `Offered at ${moment(set.offeredAt)}; at ${moment(report.lastSeenAt)} it reported ${uri ?? 'no URI'}${crc === null ? '' : ` and the CRC ${formatCrc(crc)}`}.`,
    ]
    if (uri === set.uri) {
      return [
        {
          code: 'credentials-rejected',
          severity: 'problem',
          title: `It took the URI of ${name} and not its credentials.`,
          evidence: [...evidence, `The CRC of the set is ${set.crc === null ? 'none' : formatCrc(set.crc)}.`],
          remedy:
            'Station stores the URI before it reads the credentials. It takes one CA certificate in DER, a key in SEC1 or RSA, and no bundle; look at its log for this moment, and whether its disk is full or read-only.',
        },
      ]
    }
    return [
      {
        code: 'not-applied',
        severity: 'problem',
        title: `It was offered ${name} and did not apply it.`,
        evidence,
        remedy:
          'The answer did not arrive whole, or could not be written: look for a proxy that changes answers, a disk that is full or read-only, and at Station’s log. It is offered again at each check-in.',
      },
    ]
  })

const withoutCredentials: Rule = ({ report, sets }) => {
  if (!report) return []
  const { reported } = report
  return (['tc', 'cups'] as const).flatMap((category) => {
    const [uri, crc] =
      category === 'tc' ? [reported.tcUri, reported.tcCredCrc] : [reported.cupsUri, reported.cupsCredCrc]
    if (!uri || !isSecureUri(uri) || crc !== EMPTY_SET_CRC) return []
    const managed = sets.some((set) => set.category === category && set.desired)
    return [
      {
        code: 'no-credentials',
        severity: managed ? 'warning' : 'problem',
        title: `It has an ${SIDE[category]} address with TLS and no credentials for it.`,
        evidence: [`It reports ${uri} and the CRC of three empty files.`],
        remedy: managed
          ? 'The set goes out at the next check-in.'
          : `Station never repairs this by itself. Set ${SIDE[category]} here with its trust and key.`,
      } satisfies Finding,
    ]
  })
}

const malformed: Rule = ({ report }) => {
  if (!report) return []
  const { reported } = report
  return (['tc', 'cups'] as const).flatMap((category) => {
    const uri = category === 'tc' ? reported.tcUri : reported.cupsUri
    if (uri === null) return []
    const parsed = parseTargetUri(uri, category)
    if (parsed.ok) return []
    return [
      {
        code: 'malformed-uri',
        severity: 'problem',
        title: `Its ${SIDE[category]} address is one that Station does not survive a restart with.`,
        evidence: [`It reports ${uri}. ${parsed.error}`],
        remedy: `Set the ${SIDE[category]} URI here before the gateway is switched off: at its next start Station stops with this one.`,
      } satisfies Finding,
    ]
  })
}

const otherServer: Rule = ({ report, hosts, sets }) => {
  const uri = report?.reported.cupsUri
  if (!uri || hosts.includes(hostPort(uri) ?? '')) return []
  const meant = sets.some((set) => set.category === 'cups' && set.desired && set.uri === uri)
  return [
    {
      code: 'other-server',
      severity: meant ? 'note' : 'warning',
      title: meant
        ? 'It was sent to another CUPS server and still calls here.'
        : 'It reports a CUPS server that is not this one.',
      evidence: [`It reports ${uri}; this server is ${hosts.join(', ') || 'not named'}.`],
      remedy:
        'If that name leads here, through DNS or a proxy, add it to GATEWAY_HOSTS. If not, the gateway asks there first and comes here only through its backup: set CUPS to this server.',
    },
  ]
}

const certificates: Rule = ({ sets, gateway, now }) =>
  sets
    .filter(({ desired }) => desired)
    .flatMap((set) => [
      ...dates(set, 'CA certificate', set.trust, now),
      ...dates(set, 'client certificate', set.crt, now),
      ...otherName(set, gateway),
    ])

function dates(
  { category, version }: EvidenceSet,
  name: string,
  certificate: EvidenceCertificate | null,
  now: Date,
): Finding[] {
  if (!certificate) return []
  const { subject, validFrom, validTo } = certificate
  const which = `${name} of ${SIDE[category]} version ${version}`
  const evidence = [`${subject || 'It'} is valid from ${moment(validFrom)} until ${moment(validTo)}.`]
  if (validTo <= now) {
    return [
      {
        code: 'ended',
        severity: 'problem',
        title: `The ${which} has ended.`,
        evidence,
        remedy:
          name === 'CA certificate'
            ? 'Give the new root of that server. A gateway that has no clock may still connect; one that has does not.'
            : 'Issue a new one. This server still lets the gateway in to fetch it; the LNS may not.',
      },
    ]
  }
  if (validFrom > now || now.getTime() - validFrom.getTime() < DAY_MS) {
    return [
      {
        code: 'not-yet-valid',
        severity: validFrom > now ? 'problem' : 'warning',
        title: validFrom > now ? `The ${which} is not valid yet.` : `The ${which} is less than a day old.`,
        evidence,
        remedy:
          'A gateway whose clock is behind refuses it: see that it gets the time (NTP) before Station starts, or use a certificate whose notBefore lies some days back.',
      },
    ]
  }
  return []
}

function otherName({ category, version, crt }: EvidenceSet, gateway: Evidence['gateway']): Finding[] {
  if (!crt || crt.names.length === 0 || crt.names.includes(gateway)) return []
  return [
    {
      code: 'eui-mismatch',
      severity: category === 'tc' ? 'problem' : 'warning',
      title: `The client certificate of ${SIDE[category]} version ${version} names another gateway.`,
      evidence: [
        `${crt.subject} names ${crt.names.map(formatEui64).join(', ')}; this gateway is ${formatEui64(gateway)}.`,
      ],
      remedy:
        'Files of two gateways were mixed up, or its label is wrong. Set the certificate and key of this gateway.',
    },
  ]
}

const tlsAlerts: Rule = ({ tls, report, now }) =>
  tls.flatMap(({ alert, times, lastAt }) => {
    // A link that was established since explains itself.
    if (!report || now.getTime() - lastAt.getTime() > RECENT_MS) return []
    const mended = report.lastSeenAt > lastAt && !report.fellBack
    const remedy = ALERTS.find(([pattern]) => pattern.test(alert))?.[1]
    if (!remedy) return []
    return [
      {
        code: 'tls',
        severity: mended ? 'note' : 'problem',
        title: `TLS connections from its address are ended with “${alert}”.`,
        evidence: [
          times === 1
            ? `One connection from ${report.address}, at ${moment(lastAt)}. Other devices may share this address.`
            : `${times} connections from ${report.address}, the last at ${moment(lastAt)}. Other devices may share this address.`,
        ],
        remedy,
      },
    ]
  })

const ALERTS: readonly (readonly [RegExp, string])[] = [
  [
    /unknown ca|certificate unknown/i,
    'The trust on the gateway does not lead to the certificate of this server. Put the CA of this server (cups.trust) on it; a root that changed or a bundle of several roots is the usual cause.',
  ],
  [
    /bad certificate|unsupported certificate/i,
    'The gateway does not accept the name or the kind of this server’s certificate. Station compares the host of cups.uri with dNSName entries and the CN only: an IP address in the certificate never matches.',
  ],
  [
    /certificate expired/i,
    'The gateway takes a certificate as ended. See that its clock is right (NTP), and that neither the CA nor the certificate of this server has ended.',
  ],
  [
    /protocol version|handshake failure/i,
    'The gateway and this server have no TLS version or cipher in common. Station takes TLS 1.2 with ECDSA P-256 or RSA.',
  ],
]

const firmware: Rule = ({ firmware: update, report }) => {
  if (!update) return []
  const held = report
    ? `It reports the package ${report.reported.package || 'none'} and ${keysText(report.reported.keys)}.`
    : ''
  const finding = (code: string, title: string, remedy: string): Finding[] => [
    { code, severity: 'warning', title, evidence: [update.sentence, ...(held ? [held] : [])], remedy },
  ]
  if (update.waits === 'no-signature' || update.waits === 'other-key')
    return finding(
      'key-mismatch',
      'Its firmware waits for a signature of a key that it holds.',
      'Sign the image with that key. Station aborts what none of its keys signed.',
    )
  if (update.waits === 'unsigned')
    return finding(
      'unsigned',
      'Its firmware is held back: the gateway would run it unsigned.',
      'Put a sig-0.key on the gateway, or allow unsigned firmware for this schedule.',
    )
  if (update.waits === 'other-model')
    return finding(
      'other-model',
      'Its firmware is for another model.',
      'Choose an image for this model, or allow another model.',
    )
  if (update.state === 'interrupted')
    return finding(
      'firmware-interrupted',
      'Its firmware transfer was cut.',
      'Schedule it again. On a slow or metered link choose an hour with little traffic.',
    )
  if (update.state === 'no-change')
    return finding(
      'firmware-no-change',
      'Its firmware was sent and the package did not change.',
      'Station aborts without a word when the signature or the key is wrong; or the update did not write version.txt. Look at Station’s log; a stored update that does not delete itself runs again at each start.',
    )
  return []
}

const keysText = (keys: readonly number[]): string =>
  keys.length === 0 ? 'no signing keys' : `the signing keys ${keys.map(formatCrc).join(', ')}`

/** After broken LNS credentials Station is back after some six and a half minutes (cups.md §6). */
const LNS_DOWN_MS = [4 * 60_000, 30 * 60_000] as const

const lnsDown: Rule = ({ report, run, discovery, now }) => {
  if (!report?.reported.tcUri || !run || run.times < 3) return []
  const rhythm = (run.lastAt.getTime() - run.firstAt.getTime()) / (run.times - 1)
  const minutes = Math.round(rhythm / 60_000)
  if (rhythm < LNS_DOWN_MS[0] || rhythm > LNS_DOWN_MS[1] || now.getTime() - run.lastAt.getTime() > 2 * LNS_DOWN_MS[1])
    return []
  return [
    {
      code: 'lns-down',
      severity: 'problem',
      title: 'Its link to the LNS does not come up.',
      evidence: [
        `It comes back about every ${minutes} minutes (${run.times} times since ${moment(run.firstAt)}); with the link up it would come once a day.`,
        `Its LNS is ${report.reported.tcUri}.`,
        ...(discovery ? [`At /router-info it was answered last: ${discovery.detail || discovery.outcome}.`] : []),
      ],
      remedy:
        'Check the LNS live with the credentials of this gateway: its trust, its name, its key, and whether the gateway is registered there under this EUI.',
    },
  ]
}

const discoveryFails: Rule = ({ discovery }) =>
  discovery?.outcome === 'failed'
    ? [
        {
          code: 'discovery',
          severity: 'problem',
          title: 'The network server could not be asked for it.',
          evidence: [`At ${moment(discovery.at)}: ${discovery.detail}`],
          remedy:
            'Check the LNS URI, its trust and its key here; the gateway is referred as soon as the server answers.',
        },
      ]
    : []

const withoutLns: Rule = ({ report, sets }) =>
  report && report.reported.tcUri === null && !sets.some((set) => set.category === 'tc' && set.desired)
    ? [
        {
          code: 'no-lns',
          severity: 'note',
          title: 'It has no LNS and calls every minute to ask for one.',
          evidence: ['It reports no LNS URI, and none is set here.'],
          remedy: 'Set its LNS, or connect it to a network.',
        },
      ]
    : []

const addressNames: Rule = ({ sets }) =>
  sets
    .filter(({ desired }) => desired)
    .flatMap(({ category, version, uri }) => {
      const parsed = parseTargetUri(uri, category)
      const [warning] = parsed.ok ? parsed.value.warnings : []
      return warning
        ? [
            {
              code: 'ip-address',
              severity: 'warning',
              title: `${SIDE[category]} version ${version} names its server by an IP address.`,
              evidence: [uri],
              remedy: warning,
            } satisfies Finding,
          ]
        : []
    })

const RULES: readonly Rule[] = [
  knocks,
  mistaken,
  neverSeen,
  silent,
  fellBack,
  rejected,
  withoutCredentials,
  malformed,
  tlsAlerts,
  certificates,
  lnsDown,
  discoveryFails,
  firmware,
  otherServer,
  addressNames,
  withoutLns,
]
