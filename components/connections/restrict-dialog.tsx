'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Domains, Member } from '#lib/client/contracts.ts'
import { RESTRICTIONS, type RestrictionDraft, restrictionsOf } from '#lib/client/restriction-draft.ts'
import { useSharedForm } from '#lib/client/use-shared-form.ts'
import { readRestrictionPath } from '#lib/domain/connections/domain-scope.ts'

interface RestrictDialogProps {
  readonly member: Member
  readonly groups: Domains['groups']
  readonly onClose: () => void
}

type Row = RestrictionDraft['lines'][number]

/** What one member sees: any of the lines of one group, and in every group that occurs. */
export function RestrictDialog({ member, groups, onClose }: RestrictDialogProps) {
  const owner = useOwnerId()
  const listId = useId()
  const first = groups[0]?.id ?? ''
  const form = useSharedForm(member, RESTRICTIONS, {
    send: (body) => connectionApi.restrictMember(owner, member.id, body),
    stale: [connectionKeys.domains(owner)],
    onSaved: () => {
      notify(restrictionsOf(draft).length === 0 ? t`${member.name} sees everything` : t`Restricted ${member.name}`)
      onClose()
    },
  })
  const { draft, setDraft, changed, conflict, taken, choose, save, call, error } = form
  // One empty line to begin with.
  const rows: readonly Row[] = draft.lines.length > 0 ? draft.lines : [{ id: 0, groupId: first, path: '' }]
  const setRows = (lines: readonly Row[]) => setDraft({ lines })
  const [pressed, setPressed] = useState(false)
  const faultOf = ({ path }: Row): string | undefined => {
    if (path.trim() === '') return undefined
    const read = readRestrictionPath(path.trim())
    return read.ok ? undefined : read.error
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setPressed(true)
    if (rows.some(faultOf)) return
    if (changed.length === 0) onClose()
    else save.mutate(undefined)
  }
  const textOf = (of: RestrictionDraft): string =>
    restrictionsOf(of)
      .map(({ groupId, path }) => `${groups.find(({ id }) => id === groupId)?.name ?? groupId}: ${path}`)
      .join(', ')
  const change = (id: number, patch: Partial<Row>) => {
    setPressed(false)
    setRows(rows.map((row) => (row.id === id ? { ...row, ...patch } : row)))
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`What ${member.name} sees`}
      description={t`Lines of one group widen, lines of different groups narrow. With /* at its end a line covers everything below it. No line: everything.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        {conflict && (
          <LateConflict
            conflict={conflict}
            rules={RESTRICTIONS}
            labels={{ restrictions: t`Sees` }}
            textOf={(_, of) => textOf(of) || t`everything`}
            taken={taken}
            onTake={choose}
          />
        )}
        <Problem error={error} />
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a line of two fields, without a legend of its own
          <div key={row.id} role="group" aria-label={t`Restriction ${index + 1}`} className="flex items-start gap-2">
            <Field label={t`Group`} hideLabel className="w-32 shrink-0 sm:w-44">
              <Select
                value={row.groupId}
                onChange={(event) => change(row.id, { groupId: event.target.value })}
                options={groups.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Field>
            <Field label={t`Domain`} hideLabel className="flex-1" error={pressed ? faultOf(row) : undefined}>
              <Input
                value={row.path}
                onChange={(event) => change(row.id, { path: event.target.value })}
                placeholder={t`EMEA/France/*`}
                list={`${listId}-${row.groupId}`}
                autoComplete="off"
              />
            </Field>
            <IconButton
              label={t`Remove restriction ${index + 1}`}
              className="mt-0.5"
              onClick={() => setRows(rows.filter(({ id }) => id !== row.id))}
            >
              <X aria-hidden className="size-4" />
            </IconButton>
          </div>
        ))}
        {groups.map((group) => (
          <datalist key={group.id} id={`${listId}-${group.id}`}>
            {group.domains.map(({ id, path }) => (
              <option key={id} value={path} />
            ))}
          </datalist>
        ))}
        <div>
          <Button
            variant="ghost"
            onClick={() =>
              setRows([...rows, { id: Math.max(-1, ...rows.map(({ id }) => id)) + 1, groupId: first, path: '' }])
            }
          >
            <Plus aria-hidden className="size-3.5" /> <Trans>Add a line</Trans>
          </Button>
        </div>
        <Actions>
          <Button type="submit" variant="primary" pending={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={call} />
      </form>
    </Dialog>
  )
}
