'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { warningsOf } from '#lib/client/connection-draft.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { CONTENT_TYPES, MAX_NAME } from '#lib/domain/connections/connection-fields.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { CONTENT_TYPE_WORDS } from './connection-words.ts'
import { DomainFields } from './domain-fields.tsx'
import type { FieldProps } from './field-props.ts'

const CONTENT_TYPE_HINTS = {
  json: t`Numbers are numbers.`,
  'json-untyped': t`All values are text, numbers too.`,
  xml: t`As the tunnel’s XML schema has it.`,
} as const

interface DestinationFieldsProps extends FieldProps {
  /** The connection that is changed. */
  readonly base: Connection | undefined
}

/** Name, domains, URL and content type. */
export function DestinationFields({ draft, base, edit, faultOf }: DestinationFieldsProps) {
  const url = readDestinationUrl(draft.url)
  const newLogin = url.ok && url.value.login !== null
  const warnings = warningsOf(draft, base)
  return (
    <div className="flex flex-col gap-4">
      <Field label={t`Name`} error={faultOf('name')}>
        <Input
          value={draft.name}
          onChange={(event) => edit({ name: event.target.value }, 'name')}
          maxLength={MAX_NAME + 20}
          aria-required
          autoComplete="off"
          autoFocus={!base}
        />
      </Field>
      <DomainFields
        domains={draft.domains}
        onDomains={(domains) => edit({ domains }, 'domains')}
        fault={faultOf('domains')}
      />
      <Field
        label="URL"
        error={faultOf('url')}
        hint={
          newLogin && url.ok ? (
            <Trans>
              Login <span className="mono">{url.value.login?.login}</span> noticed: it is sent as HTTP Basic with its
              password, and neither is shown again.
            </Trans>
          ) : (
            t`Where your application server takes reports. https, with login and password in it if it asks for them.`
          )
        }
      >
        <Input
          value={draft.url}
          onChange={(event) => edit({ url: event.target.value }, 'url')}
          className="mono"
          inputMode="url"
          placeholder="https://as.example.com/uplinks"
          aria-required
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      {base?.hasLogin && !newLogin && (
        <label className="-mt-2 flex min-h-6 cursor-pointer items-center gap-2 text-sm text-ink-2 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={draft.removeLogin}
            onChange={(event) => edit({ removeLogin: event.target.checked }, 'url')}
            className="size-4 accent-accent"
          />
          <Trans>Remove the stored login and password</Trans>
        </label>
      )}
      {warnings.map((warning) => (
        <Notice key={warning} kind="warning">
          {warning}
        </Notice>
      ))}
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">
          <Trans>Content type</Trans>
        </legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {CONTENT_TYPES.map((type) => (
            <Choice
              key={type}
              name="content-type"
              checked={draft.contentType === type}
              onSelect={() => edit({ contentType: type }, 'contentType')}
              title={CONTENT_TYPE_WORDS[type]}
            >
              {CONTENT_TYPE_HINTS[type]}
            </Choice>
          ))}
        </div>
      </fieldset>
    </div>
  )
}
