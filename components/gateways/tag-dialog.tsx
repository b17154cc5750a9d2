'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { BulkDialog } from '#components/fleet/bulk-dialog.tsx'
import { TagPicker } from '#components/rollouts/tag-picker.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { gatewayCount } from '#components/transfers/transfer-words.ts'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { type BulkResult, namesOf, SLICE } from '#lib/client/bulk.ts'
import { fleetApi } from '#lib/client/fleet-api.ts'
import type { LabelsBody } from '#lib/client/fleet-contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { keys } from '#lib/client/queries.ts'
import { rolloutApi } from '#lib/client/rollout-api.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'
import { rolloutKeys, useTags } from '#lib/client/rollout-queries.ts'
import { MAX_TARGET } from '#lib/domain/fleet/target-limits.ts'

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
  const refresh = () => {
    for (const queryKey of [keys.gateways(owner), rolloutKeys.tags(owner), ['gateway', owner]])
      void client.invalidateQueries({ queryKey })
  }
  const [begun, setBegun] = useState(false)
  /** What the changed ones had. */
  const before = useRef<LabelsBody[]>([])
  /** Each gets back what it had: the dialog is long gone. */
  const undo = async (labels: readonly LabelsBody[]) => {
    try {
      const answers = await fleetApi.label(owner, labels)
      const failed = answers.filter(({ error }) => error).length
      if (failed > 0) notify(t`${formatCount(failed)} could not be taken back: they are not here any more.`, 'failed')
      else notify(t`Taken back`)
    } catch (error) {
      notify(error instanceof Error ? error.message : t`It could not be taken back. Try again.`, 'failed')
    }
    refresh()
  }
  const change = (some: RolloutTargetBody) =>
    rolloutApi.changeTags(owner, {
      target: some,
      add: listOf(add),
      remove,
      ...(site.trim() ? { site: site.trim() } : {}),
      undo: true,
    })
  const act = async (slice: readonly string[]): Promise<BulkResult[]> => {
    const answer = await change({ by: 'gateways', gateways: slice })
    before.current.push(...(answer.before ?? []))
    const left = new Map(answer.left.map(({ gateway, error }) => [gateway, error]))
    return slice.map((gateway) => ({ gateway, error: left.get(gateway) }))
  }
  const close = () => {
    const labels = before.current
    if (labels.length > 0)
      notify(
        t`Changed ${gatewayCount(labels.length)}`,
        'done',
        labels.length <= MAX_TARGET ? { label: t`Undo`, run: () => void undo(labels) } : undefined,
      )
    onClose()
  }
  const nothing = listOf(add).length === 0 && remove.length === 0 && site.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!nothing) setBegun(true)
  }
  if (begun) {
    return (
      <BulkDialog
        title={t`Changing ${gatewayCount(count)}`}
        done={t`Changed`}
        file="tagged-gateways.csv"
        load={(signal) => namesOf(owner, target, signal)}
        act={act}
        onSettled={(good) => {
          refresh()
          // What failed stays to be read; where nothing did, a sentence is enough.
          if (!good) return
          if (before.current.length === 0) notify(t`Nothing had to be changed: they have it already.`)
          close()
        }}
        onClose={close}
      />
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={count === 1 ? t`Tags and site of one gateway` : t`Tags and site of ${formatCount(count)} gateways`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t`Add tags`} hint={t`Several with commas: pilot, roof.`}>
          <Input value={add} onChange={(event) => setAdd(event.target.value)} autoComplete="off" />
        </Field>
        {known.length > 0 && <TagPicker label={t`Remove tags`} tags={known} chosen={remove} onChange={setRemove} />}
        <Field label={t`Site`} hint={t`Empty: stays as it is.`}>
          <Input value={site} onChange={(event) => setSite(event.target.value)} maxLength={80} autoComplete="off" />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" disabled={nothing}>
            <Trans>Change</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl
          call={() => !nothing && change(target)}
          remark={count > SLICE && t`The console sends ${formatCount(SLICE)} gateways at a time.`}
        />
      </form>
    </Dialog>
  )
}
