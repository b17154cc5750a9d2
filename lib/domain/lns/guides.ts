/**
 * Installation guides per maker, filled in with a gateway's values. They say what was published by the maker or by a network's
 * documentation; what depends on the firmware of the gateway is listed as such. No secret is in them: keys are named, not shown.
 */
import { type Eui, formatEui64 } from '../identifiers.ts'

export const GUIDE_IDS = [
  'generic',
  'kerlink',
  'multitech',
  'tektelic',
  'dragino',
  'rak',
  'cisco',
  'laird',
  'raspberry-pi',
] as const
export type GuideId = (typeof GUIDE_IDS)[number]

export interface GuideValues {
  readonly eui: Eui
  /** Of Gatehouse. */
  readonly cupsUri: string
  /** Where the root that `cupsUri` needs is downloaded. */
  readonly trustUrl: string
  /** What the gateway is wanted to have; null: none yet. */
  readonly lnsUri: string | null
}

export interface GuideStep {
  readonly text: string
  /** To copy. */
  readonly code?: string
}

export interface Guide {
  readonly id: GuideId
  readonly maker: string
  readonly models: string
  readonly steps: readonly GuideStep[]
  readonly traps: readonly string[]
  /** Differs from one firmware version to the next. */
  readonly depends: readonly string[]
}

type Template = Omit<Guide, 'id' | 'steps'> & { steps(values: GuideValues): readonly GuideStep[] }

/** The three files of CUPS with a token, as every Station names them (cups.md §4). */
const filesIn = (folder: string, { cupsUri, trustUrl }: GuideValues): GuideStep[] => [
  {
    text: `Put the address of Gatehouse and its root into ${folder}.`,
    code: [`printf '%s' '${cupsUri}' > ${folder}/cups.uri`, `curl -fsSL '${trustUrl}' -o ${folder}/cups.trust`].join(
      '\n',
    ),
  },
  {
    text: 'Write the gateway’s token as its key: the one that it was added with, without “Bearer” unless it was part of it.',
    code: `printf 'Authorization: %s\\r\\n' "$TOKEN" > ${folder}/cups.key`,
  },
]

const lnsNote = ({ lnsUri }: GuideValues): GuideStep => ({
  text: lnsUri
    ? `The network server is not installed by hand: at its first check-in the gateway collects ${lnsUri} and its credentials.`
    : 'Set a network server here: at its next check-in the gateway collects it with its credentials.',
})

const TOKEN_FIELD = 'Authorization: YOUR-TOKEN'
const ANY = ['The key file ends in CR and LF: Station 2.0.5 and older refuse it otherwise.']

const TEMPLATES: Readonly<Record<GuideId, Template>> = {
  generic: {
    maker: 'Any',
    models: 'Every gateway that runs LoRa Basics Station and shows its home folder',
    steps: (values) => [
      {
        text: 'Find Station’s home folder: the one with station.conf, or the one given with -h.',
        code: 'cd /path/to/station-home',
      },
      ...filesIn('.', values),
      lnsNote(values),
      {
        text: 'Restart Station. Its log names cups.uri at the first contact; Gatehouse shows the check-in a moment later.',
      },
    ],
    traps: [
      ...ANY,
      'The client certificate’s file is called .crt, not .cert.',
      'A URI has scheme, host and port, and nothing behind: with a “/” at its end Station does not start again.',
      'The routerid in station.conf, or the radio’s EUI, has to be the identifier above: without either, Station makes one from a MAC.',
    ],
    depends: ['Whether CUPS is compiled in: a Station without it ignores cups.*.'],
  },
  kerlink: {
    maker: 'Kerlink',
    models: 'Wirnet iFemtoCell, iFemtoCell-evolution, iStation, iBTS with KerOS and Kerlink’s Basic Station package',
    steps: (values) => [
      {
        text: 'Install the package basicstation_…_klkgw.ipk of Kerlink where it is missing; after that it is disabled.',
      },
      ...filesIn('/user/basic_station/etc', values),
      {
        text: 'Enable it with the address of Gatehouse.',
        code: `klk_bs_config --enable --cups-uri "${values.cupsUri}"`,
      },
      lnsNote(values),
      { text: 'The gateway tells its EUI:', code: 'grep EUI /tmp/board_info.json' },
    ],
    traps: [
      ...ANY,
      'Without a configuration the package calls Kerlink’s own CUPS.',
      'Files of a CA come as *.cert.pem and *.private.key: rename them to cups.crt and cups.key.',
    ],
    depends: [
      'The package is for KerOS 5 and newer; on older software update the gateway first.',
      'Names of the services and of klk_bs_config’s options.',
    ],
  },
  multitech: {
    maker: 'MultiTech',
    models: 'Conduit (AEP, mPower) with MTAC-LORA-H mCards',
    steps: (values) => [
      { text: 'In the web interface: LoRaWAN → LoRa Mode → Basic Station, then Credentials: CUPS.' },
      { text: 'URI:', code: values.cupsUri },
      { text: `Server Cert: paste the root from ${values.trustUrl}.` },
      { text: 'Gateway Cert: leave it blank. Gateway Key:', code: TOKEN_FIELD },
      { text: 'Leave Station Config as it is. Submit, then Save and Apply.' },
      lnsNote(values),
    ],
    traps: [
      'Only CUPS or LNS can be configured, not both: with CUPS the LNS comes from here.',
      'The cards MTAC-LORA-1.0 (USB) do not run Basics Station.',
      'The EUI is on the label as “LORA NODE”.',
    ],
    depends: [
      'mPower 5.3.0 or newer.',
      'On mLinux the same files are kept in a folder instead: follow the guide for any Station.',
    ],
  },
  tektelic: {
    maker: 'Tektelic',
    models: 'Kona Micro, Kona Macro and Mega with the Basic Station package',
    steps: (values) => [
      {
        text: 'Ask Tektelic’s support for the package, install it, and see that it runs.',
        code: 'opkg list-installed | grep bstn',
      },
      ...filesIn('/etc/bstn', values),
      { text: 'Restart it.', code: '/etc/init.d/tektelic-bstn restart' },
      lnsNote(values),
    ],
    traps: [
      ...ANY,
      'The root has to be called cups.trust: downloads named cert.pem are not found.',
      'With skip_cups=true in /etc/default/bstn.toml CUPS is off.',
    ],
    depends: [
      'The way to install the package differs between BSP 3.0, 3.1 and 3.2.',
      'The log is /var/log/bstn.log from BSP 3.2 and 4.2 on, /var/log/syslog before.',
    ],
  },
  dragino: {
    maker: 'Dragino',
    models: 'LPS8N, DLOS8N and others with LoRaWAN → Basic Station in their web interface',
    steps: (values) => [
      {
        text: 'In the web interface: LoRaWAN → LoRaWAN, Service Provider: the Basic Station one that takes a server of your own.',
      },
      { text: 'CUPS Server URI:', code: values.cupsUri },
      {
        text: `CUPS Certificate Authority: paste the root from ${values.trustUrl}; the default certificate is for The Things Network.`,
      },
      { text: 'CUPS Authorization Key: the token. Save & Apply.' },
      lnsNote(values),
    ],
    traps: [
      'With the provider “The Things Network -- Basic Station” the gateway writes “Authorization: Bearer” itself: add it here with a token that begins with “Bearer ”, and type the rest there.',
    ],
    depends: ['Names of the providers, and whether another server can be given, differ between firmware versions.'],
  },
  rak: {
    maker: 'RAKwireless',
    models: 'RAK7240 and other WisGate Edge gateways',
    steps: (values) => [
      { text: 'In the web interface: LoRa Network → Network Settings → Mode: LoRa Basic Station.' },
      { text: 'CUPS Server, its URI:', code: values.cupsUri },
      { text: 'Authentication Mode: TLS Server Authentication and Client Token.' },
      { text: `trust: paste the root from ${values.trustUrl}. token:`, code: TOKEN_FIELD },
      lnsNote(values),
      { text: 'Save & Apply.' },
    ],
    traps: ['The token field takes the whole header line, “Authorization: ” included.'],
    depends: ['Menus of WisGateOS 2 differ from these; the fields have the same meaning.'],
  },
  cisco: {
    maker: 'Cisco',
    models: 'IXM Wireless Gateway for LoRaWAN, with the Common Packet Forwarder',
    steps: (values) => [
      { text: 'This gateway is led to its network server by hand; its forwarder is configured for an LNS.' },
      {
        text: 'Copy trust and key of the network server (download them where you set it) and install them.',
        code: [
          'copy tftp://YOUR-PC/tc.trust flash:',
          'copy tftp://YOUR-PC/tc.key flash:',
          'common-packet-forwarder cert install srv flash:tc.trust',
          'common-packet-forwarder cert install gw NA flash:tc.key',
        ].join('\n'),
      },
      {
        text: 'Write the profile. Gain and loss are those of your antenna.',
        code: [
          'configure terminal',
          'common-packet-forwarder profile',
          `ipaddr ${hostOf(values.lnsUri)} ${portOf(values.lnsUri)}`,
          'antenna 1 omni gain 1.5 loss 0',
          `gatewayid ${values.eui.toUpperCase()}`,
          'auth-mode token-server',
          'exit',
          'exit',
          'copy running-config startup-config',
        ].join('\n'),
      },
    ],
    traps: [
      'The Common Packet Forwarder needs a licence of Cisco.',
      'Gatehouse does not see this gateway unless its software has CUPS.',
    ],
    depends: [
      'Software 2.3.0 or newer.',
      'Spelling of the commands, “common-packet-forwarder” or “common-pack-forwarder”.',
    ],
  },
  laird: {
    maker: 'Laird Connectivity (Ezurio)',
    models: 'Sentrius RG1xx',
    steps: (values) => [
      { text: 'Open the web interface: https://rg1xxNNNNNN.local, with the last six digits of the Ethernet MAC.' },
      { text: 'Choose LoRa Basics Station as the forwarder, and CUPS as its server:', code: values.cupsUri },
      { text: `CA certificate: the root from ${values.trustUrl}. Key file: one line and CR LF:`, code: TOKEN_FIELD },
      lnsNote(values),
    ],
    traps: [
      ...ANY,
      'The identifier is “Gateway ID” in the web interface; the label calls it “DevEUI”.',
      'The certificate of the web interface is self-signed: the browser warns.',
    ],
    depends: ['Names of the pages and fields, and whether CUPS is offered besides the LNS.'],
  },
  'raspberry-pi': {
    maker: 'Raspberry Pi',
    models: 'Any Pi with an SX1301, SX1302 or SX1303 concentrator and Station built from its sources',
    steps: (values) => [
      {
        text: 'Switch SPI on and build Station.',
        code: 'sudo raspi-config nonint do_spi 0\ngit clone https://github.com/lorabasics/basicstation\ncd basicstation && make platform=rpi variant=std',
      },
      {
        text: 'Make its home folder, with a station.conf that describes the concentrator.',
        code: 'sudo mkdir -p /etc/station && cd /etc/station',
      },
      { text: 'The identifier in station.conf (“station_conf”):', code: `"routerid": "${formatEui64(values.eui)}"` },
      ...filesIn('/etc/station', values),
      lnsNote(values),
      {
        text: 'Start it, and make it a service once it works.',
        code: 'sudo RADIODEV=/dev/spidev0.0 ./build-rpi-std/bin/station -h /etc/station',
      },
    ],
    traps: [
      ...ANY,
      'An EUI that is made from the MAC has FFFE in its middle: b8:27:eb:a6:7a:72 becomes b827:ebff:fea6:7a72.',
      'Guides that link tc.trust to /etc/ssl/certs/ca-certificates.crt give a whole list: here the gateway gets the one right root.',
      'Never power the concentrator without its antenna.',
    ],
    depends: ['SX1302 and SX1303 need platform=corecell instead of rpi.', 'The reset pin of the concentrator board.'],
  },
}

export function installationGuide(id: GuideId, values: GuideValues): Guide {
  const { steps, ...rest } = TEMPLATES[id]
  return { id, ...rest, steps: steps(values) }
}

const hostOf = (uri: string | null): string => uri?.replace(/^wss?:\/\//, '').replace(/:\d+$/, '') ?? 'LNS-HOST'
const portOf = (uri: string | null): string => /:(\d+)$/.exec(uri ?? '')?.[1] ?? 'PORT'
