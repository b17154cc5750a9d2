'use client'

import { t } from '@lingui/core/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { useDomains } from '#lib/client/connection-queries.ts'

interface DomainFieldsProps {
  readonly domains: Readonly<Record<string, string>>
  readonly onDomains: (domains: Readonly<Record<string, string>>) => void
  readonly fault: string | undefined
}

/** One full domain per group; nothing where the owner has not switched domains on. */
export function DomainFields({ domains, onDomains, fault }: DomainFieldsProps) {
  const { data } = useDomains(useOwnerId())
  if (!data?.enabled || data.groups.length === 0) return null
  const none = Object.values(domains).every((id) => id === '')
  return (
    <div className="flex flex-col gap-2">
      <div className="grid gap-4 sm:grid-cols-2">
        {data.groups.map((group) => (
          <Field key={group.id} label={t`Domain: ${group.name}`} error={fault}>
            <Select
              value={domains[group.id] ?? ''}
              onChange={(event) => onDomains({ ...domains, [group.id]: event.target.value })}
              options={[
                { value: '', label: t`None` },
                ...group.domains.map(({ id, path }) => ({ value: id, label: path })),
              ]}
            />
          </Field>
        ))}
      </div>
      <p className="text-sm text-ink-3">
        {none
          ? data.restricted
            ? t`Choose domains inside your own restriction: you cannot change a cross-domain connection.`
            : t`Without domains the connection is cross-domain: all members see it.`
          : t`Members with other domains do not see the connection.`}
      </p>
    </div>
  )
}
