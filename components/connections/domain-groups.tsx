'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Trash2, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Domains } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { readDomainPath, readGroupName } from '#lib/domain/connections/domain-scope.ts'

type Group = Domains['groups'][number]

export function DomainGroupSection({ group }: { readonly group: Group }) {
  const owner = useOwnerId()
  const stale = [connectionKeys.domains(owner)]
  const removeGroup = useWrite(
    () => connectionApi.removeDomainGroup(owner, group.id),
    stale,
    () => notify(t`Deleted the group ${group.name}`),
  )
  const removeDomain = useWrite((id: string) => connectionApi.removeDomain(owner, id), stale)
  return (
    <section aria-label={group.name}>
      <div className="flex min-h-8 items-center justify-between gap-3 border-b pb-1">
        <h2 className="min-w-0 truncate text-base font-semibold">{group.name}</h2>
        <IconButton label={t`Delete the group ${group.name}`} onClick={() => removeGroup.mutate(undefined)}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      </div>
      <Problem error={removeGroup.error ?? removeDomain.error} className="mt-2" />
      <ul className="text-sm">
        {group.domains.map(({ id, path, connections }) => (
          <li key={id} className="flex min-h-9 items-center gap-3 border-b py-1">
            <DomainPath path={path} />
            <span className="text-ink-3 tabular-nums">{usesOf(connections)}</span>
            <IconButton label={t`Delete ${path}`} onClick={() => removeDomain.mutate(id)}>
              <X aria-hidden className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      <AddDomain groupId={group.id} group={group.name} />
    </section>
  )
}

/** The levels above the last one are quieter. */
function DomainPath({ path }: { readonly path: string }) {
  const cut = path.lastIndexOf('/') + 1
  return (
    <span className="min-w-0 flex-1 break-words">
      <span className="text-ink-3">{path.slice(0, cut)}</span>
      {path.slice(cut)}
    </span>
  )
}

function usesOf(connections: number | null): string {
  if (connections === null) return ''
  if (connections === 0) return 'unused'
  return connections === 1 ? t`1 connection` : t`${formatCount(connections)} connections`
}

function AddDomain({ groupId, group }: { readonly groupId: string; readonly group: string }) {
  const owner = useOwnerId()
  const [path, setPath] = useState('')
  const send = () => connectionApi.addDomain(owner, groupId, path.trim())
  const add = useWrite(send, [connectionKeys.domains(owner)], () => setPath(''))
  const read = path.trim() === '' ? undefined : readDomainPath(path.trim())
  const problem = add.error instanceof ApiProblem ? add.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (read?.ok) add.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-start gap-2">
      <Field
        label={t`New domain in ${group}`}
        hideLabel
        error={(read && !read.ok ? read.error : undefined) ?? problem?.errors[0]?.detail ?? problem?.message}
        className="flex-1"
      >
        <Input
          value={path}
          onChange={(event) => {
            setPath(event.target.value)
            add.reset()
          }}
          placeholder={t`EMEA/France/Paris`}
          autoComplete="off"
        />
      </Field>
      <Button type="submit" pending={add.isPending} disabled={!read?.ok}>
        <Trans>Add domain</Trans>
      </Button>
      <SameAsCurl className="w-full" call={() => read?.ok && send()} />
    </form>
  )
}

export function AddGroup({ first }: { readonly first: boolean }) {
  const owner = useOwnerId()
  const [name, setName] = useState('')
  const send = () => connectionApi.addDomainGroup(owner, name.trim())
  const add = useWrite(send, [connectionKeys.domains(owner)], () => setName(''))
  const read = name.trim() === '' ? undefined : readGroupName(name.trim())
  const problem = add.error instanceof ApiProblem ? add.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (read?.ok) add.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-start gap-2">
      <Field
        label={first ? t`First group` : t`New group`}
        hint={t`Such as Region or Customer.`}
        error={(read && !read.ok ? read.error : undefined) ?? problem?.errors[0]?.detail ?? problem?.message}
        className="max-w-sm flex-1"
      >
        <Input
          value={name}
          onChange={(event) => {
            setName(event.target.value)
            add.reset()
          }}
          autoComplete="off"
        />
      </Field>
      <Button
        type="submit"
        variant={first ? 'primary' : 'secondary'}
        pending={add.isPending}
        disabled={!read?.ok}
        className="mt-6.5"
      >
        <Trans>Add group</Trans>
      </Button>
      <SameAsCurl className="w-full" call={() => read?.ok && send()} />
    </form>
  )
}
