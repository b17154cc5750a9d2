'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { TagPicker } from '#components/rollouts/tag-picker.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { gatewayCount } from '#components/transfers/transfer-words.ts'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { fleetApi } from '#lib/client/fleet-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { rolloutApi } from '#lib/client/rollout-api.ts'
import type { RolloutTargetBody, TagsChanged } from '#lib/client/rollout-contracts.ts'
import { rolloutKeys, useTags } from '#lib/client/rollout-queries.ts'

interface TagDialogProps {
  readonly target: RolloutTargetBody
  readonly count: number
  readonly onClose: () => void
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

/** Adds and removes tags, and sets the site, of several gateways at once. */
export function TagDialog({ target, count, onClose }: TagDialogProps) {
  const owner = useOwnerId()
  const known = useTags(owner).data?.tags ?? []
  const [add, setAdd] = useState('')
  const [remove, setRemove] = useState<string[]>([])
  const [site, setSite] = useState('')
  const client = useQueryClient()
  const stale = [keys.gateways(owner), rolloutKeys.tags(owner), ['gateway', owner]]
  /** Each gets back what it had: the dialog is long gone. */
  const undo = async (before: NonNullable<TagsChanged['before']>) => {
    try {
      const answers = await fleetApi.label(owner, before)
      const failed = answers.filter(({ error }) => error).length
      if (failed > 0) notify(t`${formatCount(failed)} could not be taken back: they are not here any more.`, 'failed')
      else notify(t`Taken back`)
    } catch (error) {
      notify(error instanceof Error ? error.message : t`It could not be taken back. Try again.`, 'failed')
    }
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  const change = useWrite(
    () =>
      rolloutApi.changeTags(owner, {
        target,
        add: listOf(add),
        remove,
        ...(site.trim() ? { site: site.trim() } : {}),
        undo: true,
      }),
    stale,
    ({ changed, full, before }) => {
      notify(
        full > 0
          ? t`Changed ${gatewayCount(changed)}; ${formatCount(full)} have 32 tags already`
          : t`Changed ${gatewayCount(changed)}`,
        'done',
        before && before.length > 0 ? { label: t`Undo`, run: () => void undo(before) } : undefined,
      )
      onClose()
    },
  )
  const nothing = listOf(add).length === 0 && remove.length === 0 && site.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!nothing) change.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={count === 1 ? t`Tags and site of one gateway` : t`Tags and site of ${formatCount(count)} gateways`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={change.error} />
        <Field label={t`Add tags`} hint={t`Several with commas: pilot, roof.`}>
          <Input value={add} onChange={(event) => setAdd(event.target.value)} autoComplete="off" />
        </Field>
        {known.length > 0 && <TagPicker label={t`Remove tags`} tags={known} chosen={remove} onChange={setRemove} />}
        <Field label={t`Site`} hint={t`Empty: stays as it is.`}>
          <Input value={site} onChange={(event) => setSite(event.target.value)} maxLength={80} autoComplete="off" />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={change.isPending} disabled={nothing}>
            <Trans>Change</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
