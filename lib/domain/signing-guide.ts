/** How to sign an image, as commands to copy, with the owner's file names filled in (cups.md §5). */
import { shellWord } from './shell-word.ts'

export interface SigningGuideFacts {
  /** Name of the image's file, as it was uploaded. */
  readonly imageFile: string
  /** Name of the private key's file. */
  readonly keyFile?: string | undefined
  /** CRC-32 of the image. */
  readonly fwCrc: number
  /** Hex, of an image that cannot be downloaded: then its digest is signed. */
  readonly sha512?: string | undefined
  /** `https://…` of the console, and the owner as ID6. */
  readonly consoleUrl: string
  readonly owner: string
}

export interface SigningStep {
  readonly title: string
  readonly text: string
  /** A command line for a POSIX shell. */
  readonly command: string
}

/** From making a key to the signature in Gatehouse, in the order in which it is done. */
export function signingGuide(facts: SigningGuideFacts): SigningStep[] {
  const image = baseName(facts.imageFile) || `firmware-${facts.fwCrc}.bin`
  const key = baseName(facts.keyFile ?? '') || 'signing-key.pem'
  const [imageWord, keyWord, publicWord, rawWord, signatureWord] = [
    image,
    key,
    withEnding(key, '.pub.pem'),
    'sig-0.key',
    `${image}.sig`,
  ].map(shellWord) as [string, string, string, string, string]
  const api = `${facts.consoleUrl}/api/v1`
  return [
    {
      title: 'Make a key, once',
      text: 'ECDSA on P-256: Station verifies nothing else. Keep the private key where you sign; it never comes here.',
      command: `openssl ecparam -name prime256v1 -genkey -noout -out ${keyWord}`,
    },
    {
      title: 'Take its public part',
      text: 'Register this file under Signing keys. Gatehouse shows its CRC, as gateways report it in “keys”.',
      command: `openssl pkey -in ${keyWord} -pubout -out ${publicWord}`,
    },
    {
      title: 'Put it on gateways',
      text: 'The 64 bytes X‖Y in the home folder of Station, as sig-0.key: the last 64 bytes of the DER. From then on the gateway runs signed updates only.',
      command: `openssl pkey -in ${keyWord} -pubout -outform DER | tail -c 64 > ${rawWord}`,
    },
    ...(facts.sha512
      ? signDigest(facts.sha512, keyWord, publicWord, signatureWord)
      : [
          {
            title: 'Sign the image',
            text: 'Over SHA-512, in DER, the file exactly as it was uploaded. With SHA-256 the gateway aborts the update without a word.',
            command: `openssl dgst -sha512 -sign ${keyWord} -out ${signatureWord} ${imageWord}`,
          },
          {
            title: 'Check it',
            text: 'Prints “Verified OK”.',
            command: `openssl dgst -sha512 -verify ${publicWord} -signature ${signatureWord} ${imageWord}`,
          },
        ]),
    {
      title: 'Add it here',
      text: 'Drop the .sig file on the image, or send it:',
      command: [
        `curl -X POST ${shellWord(`${api}/signature/add`)}`,
        '-H "Authorization: Bearer $GATEHOUSE_TOKEN"',
        `-H 'Content-Type: application/json'`,
        `-d '{"ownerid":"${facts.owner}","fwcrc":${facts.fwCrc},"signature":"'"$(base64 < ${signatureWord} | tr -d '\\n')"'"}'`,
      ].join(' \\\n  '),
    },
  ]
}

/** What holds a secret is signed by its digest, which is none. */
function signDigest(sha512: string, key: string, publicKey: string, signature: string): SigningStep[] {
  const octal = (sha512.match(/../g) ?? []).map((byte) => `\\${Number.parseInt(byte, 16).toString(8).padStart(3, '0')}`)
  return [
    {
      title: 'Sign the image',
      text: 'By its SHA-512, because the image holds a secret and stays here.',
      command: [
        `printf '${octal.join('')}' > image.sha512`,
        `openssl pkeyutl -sign -inkey ${key} -pkeyopt digest:sha512 -in image.sha512 -out ${signature}`,
      ].join('\n'),
    },
    {
      title: 'Check it',
      text: 'Prints “Signature Verified Successfully”.',
      command: `openssl pkeyutl -verify -pubin -inkey ${publicKey} -pkeyopt digest:sha512 -in image.sha512 -sigfile ${signature}`,
    },
  ]
}

/** What every owner must know of an update before it is sent (cups.md §5, §9). */
export const STATION_TRAPS: readonly string[] = [
  'The update is executed as root, as /tmp/update.bin or in the home folder of Station.',
  'It is executed again at each start of Station unless it deletes itself.',
  'An update that Station aborts looks like a success here: only a changed version.txt (“package”) proves that it ran. Let the update write it.',
]

const baseName = (path: string): string => path.split(/[/\\]/).at(-1) ?? ''

const withEnding = (file: string, ending: string): string => `${file.replace(/\.(pem|key)$/, '')}${ending}`
