import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { ConnectionDraft } from '#lib/client/connection-draft.ts'
import type { ContentType } from '#lib/domain/connections/connection-fields.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'

const MEDIA_TYPES: Readonly<Record<ContentType, string>> = {
  xml: t`application/xml; charset=utf-8`,
  json: 'application/json',
  'json-untyped': 'application/json',
}

const BODIES: Readonly<Record<ContentType, string>> = {
  xml: `<DevEUI_uplink xmlns="http://uri.actility.com/lora">
  <DevEUI>20635F0108000496</DevEUI>
  <FPort>17</FPort>
  <LrrRSSI>-113.0</LrrRSSI>
  …
</DevEUI_uplink>`,
  json: `{"DevEUI_uplink": {
  "DevEUI": "20635F0108000496",
  "FPort": 17,
  "LrrRSSI": -113.0,
  …
}}`,
  'json-untyped': `{"DevEUI_uplink": {
  "DevEUI": "20635F0108000496",
  "FPort": "17",
  "LrrRSSI": "-113.000000",
  …
}}`,
}

const REPORT = ['LrnDevEui=…', 'LrnFPort=17', 'LrnInfos=…', 'AS_ID=…', 'Time=…', 'Token=…']

interface RequestPreviewProps {
  readonly draft: ConnectionDraft
  /** A stored login is sent. */
  readonly keepsLogin: boolean
}

/** What the application server gets, as far as the form says it; no secret is printed. */
export function RequestPreview({ draft, keepsLogin }: RequestPreviewProps) {
  const url = readDestinationUrl(draft.url)
  const target = url.ok ? url.value.target : '/…'
  const host = url.ok ? new URL(url.value.url).host : '…'
  const login = keepsLogin || (url.ok && url.value.login !== null)
  const headers = draft.headers
    .filter(({ name }) => name !== '' && !(login && name.toLowerCase() === 'authorization'))
    .map(({ name, value, secret, keep }) => `${name}: ${secret || keep ? '••••••' : value}`)
  const text = [
    t`POST ${target}${target.includes('?') ? '&' : '?'}${REPORT.join('\n  &')}`,
    t`Host: ${host}`,
    t`Content-Type: ${MEDIA_TYPES[draft.contentType]}`,
    ...(login ? [t`Authorization: Basic ••••••`] : []),
    ...headers,
    '',
    BODIES[draft.contentType],
  ].join('\n')
  return (
    <section aria-label={t`What your server gets`} className="min-w-0">
      <h2 className="mb-2 text-sm font-medium max-lg:sr-only">
        <Trans>What your server gets</Trans>
      </h2>
      <CodeBlock text={text} label={t`the request`} />
      <p className="mt-2 text-sm text-ink-3">
        <Trans>Any answer from 200 to 299 counts as delivered. The Token is signed with the key.</Trans>
      </p>
    </section>
  )
}
