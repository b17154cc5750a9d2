import { t } from '@lingui/core/macro'
import { type CopyFact, CopyFacts } from '#components/ui/copy-facts.tsx'
import type { Source } from '#lib/domain/connections/connection-fields.ts'

interface SourceGuideProps {
  readonly source: Source
  /** Where reports are posted. */
  readonly url: string
  /** While it is known; later only its end is. */
  readonly credential: string | undefined
  readonly hint: string
}

/** Where it is entered, and what, in the words of the network server's own pages. */
export function SourceGuide({ source, url, credential, hint }: SourceGuideProps) {
  const value: CopyFact = credential
    ? { name: t`Header value`, value: `Bearer ${credential}` }
    : {
        name: t`Header value`,
        value: t`Bearer …${hint}. It was shown once; rotate it to have a new one.`,
        copy: false,
      }
  return (
    <div className="flex flex-col gap-3 text-sm">
      <ol className="list-decimal space-y-1 pl-5 text-ink-2">
        {STEPS[source].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <CopyFacts facts={FACTS[source](url, value)} />
      <p className="text-ink-3">{AFTER[source]}</p>
    </div>
  )
}

const STEPS: Readonly<Record<Source, readonly string[]>> = {
  thingpark: [
    t`In ThingPark, open Connections and add a Basic HTTPS connection.`,
    t`Paste the URL, choose JSON, add the custom HTTP header, and route your devices to the connection.`,
  ],
  'things-stack': [
    t`In The Things Stack Console, open your application, then Webhooks, and add a custom webhook.`,
    t`Paste the base URL, choose the format JSON, and add the header under additional headers.`,
    t`Enable the messages without a path: uplink message, join accept, downlink queued, sent, failed, ack and nack, location solved.`,
  ],
  chirpstack: [
    t`In ChirpStack, open your application, then Integrations, and add HTTP.`,
    t`Choose the payload encoding JSON, add the header, and paste the event endpoint URL.`,
  ],
}

const FACTS: Readonly<Record<Source, (url: string, value: CopyFact) => readonly CopyFact[]>> = {
  thingpark: (url, value) => [
    { name: 'URL', value: url },
    { name: 'Content type', value: 'JSON', copy: false },
    { name: 'Header name', value: 'Authorization' },
    value,
  ],
  'things-stack': (url, value) => [
    { name: 'Base URL', value: url },
    { name: 'Webhook format', value: 'JSON', copy: false },
    { name: 'Header', value: 'Authorization' },
    value,
  ],
  chirpstack: (url, value) => [
    { name: 'Event endpoint URL(s)', value: url },
    { name: 'Payload encoding', value: 'JSON', copy: false },
    { name: 'Header name', value: 'Authorization' },
    value,
  ],
}

const AFTER: Readonly<Record<Source, string>> = {
  thingpark: t`The first report appears under Deliveries, with what your application server answered.`,
  'things-stack': t`The first message of a device appears under Deliveries, with what your application server answered.`,
  chirpstack: t`ChirpStack adds ?event=… to the URL itself. The first event of a device appears under Deliveries, with what your application server answered.`,
}
