/**
 * The roots that servers of LoRaWAN networks lead to, by fingerprint: a name alone could be anybody's. Their certificates
 * are written by scripts/refresh-roots.ts.
 */
export interface WantedRoot {
  readonly id: string
  readonly name: string
  /** Who runs it. */
  readonly operator: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
}

export const WANTED_ROOTS: readonly WantedRoot[] = [
  {
    id: 'isrg-root-x1',
    name: 'ISRG Root X1',
    operator: 'Let’s Encrypt',
    fingerprint: '96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6',
  },
  {
    id: 'isrg-root-x2',
    name: 'ISRG Root X2',
    operator: 'Let’s Encrypt',
    fingerprint: '69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470',
  },
  {
    id: 'amazon-root-ca-1',
    name: 'Amazon Root CA 1',
    operator: 'Amazon Trust Services',
    fingerprint: '8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e',
  },
  {
    id: 'amazon-root-ca-2',
    name: 'Amazon Root CA 2',
    operator: 'Amazon Trust Services',
    fingerprint: '1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4',
  },
  {
    id: 'amazon-root-ca-3',
    name: 'Amazon Root CA 3',
    operator: 'Amazon Trust Services',
    fingerprint: '18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4',
  },
  {
    id: 'amazon-root-ca-4',
    name: 'Amazon Root CA 4',
    operator: 'Amazon Trust Services',
    fingerprint: 'e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092',
  },
  {
    id: 'starfield-services-root-g2',
    name: 'Starfield Services Root Certificate Authority - G2',
    operator: 'Amazon Trust Services',
    fingerprint: '568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5',
  },
  {
    id: 'digicert-global-root-g2',
    name: 'DigiCert Global Root G2',
    operator: 'DigiCert',
    fingerprint: 'cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f',
  },
  {
    id: 'digicert-global-root-g3',
    name: 'DigiCert Global Root G3',
    operator: 'DigiCert',
    fingerprint: '31ad6648f8104138c738f39ea4320133393e3a18cc02296ef97c2ac9ef6731d0',
  },
  {
    id: 'gts-root-r1',
    name: 'GTS Root R1',
    operator: 'Google Trust Services',
    fingerprint: 'd947432abde7b7fa90fc2e6b59101b1280e0e1c7e4e40fa3c6887fff57a7f4cf',
  },
  {
    id: 'gts-root-r4',
    name: 'GTS Root R4',
    operator: 'Google Trust Services',
    fingerprint: '349dfa4058c5e263123b398ae795573c4e1313c83fe68f93556cd5e8031b3c7d',
  },
  {
    id: 'globalsign-root-r3',
    name: 'GlobalSign Root CA - R3',
    operator: 'GlobalSign',
    fingerprint: 'cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b',
  },
  {
    id: 'globalsign-root-r6',
    name: 'GlobalSign Root CA - R6',
    operator: 'GlobalSign',
    fingerprint: '2cabeafe37d06ca22aba7391c0033d25982952c453647349763a3ab5ad6ccf69',
  },
  {
    id: 'globalsign-root-r46',
    name: 'GlobalSign Root R46',
    operator: 'GlobalSign',
    fingerprint: '4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9',
  },
  {
    id: 'globalsign-root-e46',
    name: 'GlobalSign Root E46',
    operator: 'GlobalSign',
    fingerprint: 'cbb9c44d84b8043e1050ea31a69f514955d7bfd2e2c6b49301019ad61d9f5058',
  },
  {
    id: 'usertrust-rsa',
    name: 'USERTrust RSA Certification Authority',
    operator: 'Sectigo',
    fingerprint: 'e793c9b02fd8aa13e21c31228accb08119643b749c898964b1746d46c3d4cbd2',
  },
  {
    id: 'usertrust-ecc',
    name: 'USERTrust ECC Certification Authority',
    operator: 'Sectigo',
    fingerprint: '4ff460d54b9c86dabfbcfc5712e0400d2bed3fbc4d4fbdaa86e06adcd2a9ad7a',
  },
  {
    id: 'sectigo-r46',
    name: 'Sectigo Public Server Authentication Root R46',
    operator: 'Sectigo',
    fingerprint: '7bb647a62aeeac88bf257aa522d01ffea395e0ab45c73f93f65654ec38f25a06',
  },
  {
    id: 'sectigo-e46',
    name: 'Sectigo Public Server Authentication Root E46',
    operator: 'Sectigo',
    fingerprint: 'c90f26f0fb1b4018b22227519b5ca2b53e2ca5b3be5cf18efe1bef47380c5383',
  },
  {
    id: 'go-daddy-root-g2',
    name: 'Go Daddy Root Certificate Authority - G2',
    operator: 'GoDaddy',
    fingerprint: '45140b3247eb9cc8c5b4f0d7b53091f73292089e6e5a63e2749dd3aca9198eda',
  },
  {
    id: 'actalis-root',
    name: 'Actalis Authentication Root CA',
    operator: 'Actalis',
    fingerprint: '55926084ec963a64b96e2abe01ce0ba86a64fbfebcc7aab5afc155b37fd76066',
  },
]
