'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Field, Input, Select } from '#components/ui/field.tsx'
import type { DownlinkDraft } from '#lib/client/connection-draft.ts'
import { DOWNLINK_KINDS, type DownlinkKind } from '#lib/domain/connections/connection-fields.ts'
import { DOWNLINK_WORDS } from './connection-words.ts'

interface DownlinkFieldsProps {
  readonly side: DownlinkDraft
  /** A token is stored. */
  readonly hasToken: boolean
  readonly maxDeviation: string
  readonly onSide: (side: DownlinkDraft, pointer: string) => void
  readonly onDeviation: (seconds: string) => void
  readonly faultOf: (pointer: string) => string | undefined
}

const URL_HINTS: Readonly<Record<DownlinkKind, string>> = {
  none: '',
  'things-stack': t`Of the cluster, such as https://eu1.cloud.thethings.network`,
  chirpstack: t`Of the REST API, such as https://chirpstack.example.com:8090`,
  https: t`Each downlink is posted there as JSON.`,
}

const TOKEN_HINTS: Readonly<Record<DownlinkKind, string>> = {
  none: '',
  'things-stack': t`An API key of the application with the right to write downlink traffic.`,
  chirpstack: t`An API key of the tenant or the server.`,
  https: t`Optional. Sent as “Authorization: Bearer …”.`,
}

/** Where accepted downlinks go, and how far their time may be off. */
export function DownlinkFields({ side, hasToken, maxDeviation, onSide, onDeviation, faultOf }: DownlinkFieldsProps) {
  const set =
    (name: 'url' | 'applicationId' | 'webhookId' | 'token') =>
    ({ target }: { readonly target: { readonly value: string } }) =>
      onSide({ ...side, [name]: target.value, ...(name === 'token' ? { removeToken: false } : {}) }, `downlink/${name}`)
  return (
    <>
      <Field
        label={t`Network side`}
        hint={side.kind === 'none' ? t`Downlinks are refused.` : undefined}
        className="max-w-sm"
      >
        <Select
          value={side.kind}
          onChange={(event) => {
            const kind = DOWNLINK_KINDS.find((one) => one === event.target.value)
            if (kind) onSide({ ...side, kind }, 'downlink/kind')
          }}
          options={DOWNLINK_KINDS.map((value) => ({ value, label: DOWNLINK_WORDS[value] }))}
        />
      </Field>
      {side.kind !== 'none' && (
        <>
          <Field label={t`URL of the network side`} error={faultOf('downlink/url')} hint={URL_HINTS[side.kind]}>
            <Input
              value={side.url}
              onChange={set('url')}
              className="mono"
              inputMode="url"
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
            />
          </Field>
          {side.kind === 'things-stack' && (
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label={t`Application id`} error={faultOf('downlink/applicationId')}>
                <Input
                  value={side.applicationId}
                  onChange={set('applicationId')}
                  className="mono"
                  spellCheck={false}
                  autoComplete="off"
                  autoCapitalize="off"
                />
              </Field>
              <Field
                label={t`Webhook id`}
                error={faultOf('downlink/webhookId')}
                hint={t`Of the webhook that sends the reports here.`}
              >
                <Input
                  value={side.webhookId}
                  onChange={set('webhookId')}
                  className="mono"
                  spellCheck={false}
                  autoComplete="off"
                  autoCapitalize="off"
                />
              </Field>
            </div>
          )}
          <Field
            label={t`Token`}
            error={faultOf('downlink/token')}
            hint={
              hasToken && side.token === '' && !side.removeToken
                ? t`Stored. Type a token to replace it.`
                : TOKEN_HINTS[side.kind]
            }
          >
            <Input
              type="password"
              value={side.token}
              onChange={set('token')}
              disabled={side.removeToken}
              className="mono"
              placeholder={hasToken && !side.removeToken ? '••••••••••••' : undefined}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              data-1p-ignore
              data-lpignore="true"
            />
          </Field>
          {hasToken && (
            <label className="-mt-2 flex min-h-6 cursor-pointer items-center gap-2 text-sm text-ink-2 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                checked={side.removeToken}
                onChange={(event) =>
                  onSide({ ...side, removeToken: event.target.checked, token: '' }, 'downlink/token')
                }
                className="size-4 accent-accent"
              />
              <Trans>Remove the stored token</Trans>
            </label>
          )}
          <Field
            label={t`Maximum deviation`}
            error={faultOf('maxDeviation')}
            hint={t`Seconds that the time of a downlink may be off. A larger window forgives clocks that are wrong, and gives a stolen request longer to be used.`}
            className="max-w-sm"
          >
            <Input
              value={maxDeviation}
              onChange={(event) => onDeviation(event.target.value)}
              inputMode="numeric"
              autoComplete="off"
            />
          </Field>
        </>
      )}
    </>
  )
}
