'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { formatGatewayTitle, isSameGateway } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { type Crumb, PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { api } from '#lib/client/api.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import type { Category, Gateway, SetupBody } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useSite, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { type Doubt, type SetupLook, setupApi } from '#lib/client/setup-api.ts'
import {
  type Change,
  changesOf,
  draftOf,
  hasChanges,
  type ItemDraft,
  isOwnCups,
  isPlain,
  rebased,
  setupBody,
  type TargetDraft,
  withItem,
} from '#lib/client/setup-draft.ts'
import { setupSecrets } from '#lib/client/setup-secrets.ts'
import { ChangeSummary } from './change-summary.tsx'
import { LiveCheck } from './live-check.tsx'
import { StationZip } from './station-zip.tsx'
import { TargetEditor } from './target-editor.tsx'
import { fieldError, otherErrors, useInspection } from './use-inspection.ts'
import { useIntake } from './use-intake.ts'
import { useLook } from './use-look.ts'

const TryTarget = dynamic(() => import('./try-target.tsx').then((module) => module.TryTarget), { loading: () => null })
const DoubtDialog = dynamic(() => import('./doubt-dialog.tsx').then((module) => module.DoubtDialog), {
  loading: () => null,
})
const StalePanel = dynamic(() => import('./stale-panel.tsx').then((module) => module.StalePanel), {
  loading: () => null,
})

interface SetupFormProps {
  readonly gateway: Gateway
  readonly crumbs: readonly Crumb[]
  readonly category: Category
}

type Drafts = Readonly<Record<Category, TargetDraft>>

/** What a save replaced. */
interface Undoable {
  readonly before: Gateway['desired']
  readonly categories: readonly Category[]
  /** After it: somebody else's later save is not undone. */
  readonly revision: number
}

const CATEGORIES: readonly Category[] = ['tc', 'cups']
const sent = (item: ItemDraft): string | undefined =>
  item.mode === 'set' ? item.base64 : item.mode === 'clear' ? '' : undefined

const changesNothing = (look: SetupLook | undefined): boolean =>
  look !== undefined && !look.error && look.lns?.change === 'keep' && look.cups?.change === 'keep'

const draftsOf = (gateway: Gateway): Drafts => ({
  tc: draftOf(gateway.desired.tc),
  cups: draftOf(gateway.desired.cups),
})

/** Target → files → check, for LNS and CUPS, with what will change beside them. */
export function SetupForm({ gateway, crumbs, category: first }: SetupFormProps) {
  const owner = useOwnerId()
  const client = useQueryClient()
  const site = useSite()
  const [category, setCategory] = useState(first)
  // What the draft was made from; polling must not move it under the person's hands.
  const [base, setBase] = useState(gateway)
  const [drafts, setDrafts] = useState<Drafts>(() => draftsOf(gateway))
  const [typed, setTyped] = useState<Partial<Drafts>>({})
  const [asking, setAsking] = useState<readonly Doubt[]>()
  const [theirs, setTheirs] = useState<Gateway>()
  const [undoable, setUndoable] = useState<Undoable>()
  const intake = useIntake(owner, gateway.gateway, (items, uris) =>
    setDrafts((before) => {
      const next = { ...before }
      for (const { category: side, uri } of uris) next[side] = { ...next[side], uri }
      for (const { category: side, field, item } of items)
        next[side] = withItem(next[side], base.desired[side], field, item)
      return next
    }),
  )
  const own = isOwnCups(drafts.cups.uri, site.data?.gatewayHosts ?? [])
  const changes: Readonly<Record<Category, Change[]>> = {
    tc: changesOf(base.desired.tc, drafts.tc),
    cups: changesOf(base.desired.cups, drafts.cups, own && hasChanges(changesOf(base.desired.cups, drafts.cups))),
  }
  const inspections = {
    tc: useInspection(owner, base.gateway, 'tc', base.desired.tc, drafts.tc),
    cups: useInspection(owner, base.gateway, 'cups', base.desired.cups, drafts.cups),
  }
  const changed = hasChanges(changes.tc) || hasChanges(changes.cups)
  const checking = inspections.tc.pending || inspections.cups.pending
  const faulty = [inspections.tc, inspections.cups].some(({ result }) => (result?.errors.length ?? 0) > 0)

  useUnsaved(changed)

  const load = () =>
    client.fetchQuery({
      queryKey: keys.gateway(owner, base.gateway),
      queryFn: () => api.gateway(owner, base.gateway),
      staleTime: 0,
      networkMode: 'always',
    })
  const settle = (fresh: Gateway) => {
    setBase(fresh)
    setDrafts(draftsOf(fresh))
    setTheirs(undefined)
  }
  const send = (given: SetupBody, confirm: readonly string[], as: Secrets = SENT) =>
    setupApi.setup(owner, { gateway: base.gateway, ...setupSecrets(given, as), revision: base.revision, confirm })
  const save = useWrite(
    async ({ body: given, confirm }: { body: SetupBody; confirm: readonly string[] }) => {
      const [result] = await send(given, confirm)
      if (result?.code === 'confirm') return { doubts: result.doubts ?? [] }
      const fresh = await load()
      if (result?.code === 'stale') return { theirs: fresh }
      if (!result || result.error)
        throw new ApiProblem(200, result?.error ?? t`Gatehouse gave no answer for this gateway.`, {})
      return { fresh }
    },
    [keys.gateways(owner)],
    (outcome) => {
      setAsking(outcome.doubts)
      if (outcome.theirs) setTheirs(outcome.theirs)
      if (!outcome.fresh) return
      const categories = CATEGORIES.filter((one) => hasChanges(changes[one]))
      const back = { before: base.desired, categories, revision: outcome.fresh.revision }
      setTyped(drafts)
      settle(outcome.fresh)
      setUndoable(back)
      intake.clear()
      notify(t`Saved. It goes out at the next check-in.`, 'done', { label: t`Undo`, run: () => tryUndo(back) })
    },
  )
  const undo = async (back: Undoable) => {
    const now = await api.gateway(owner, base.gateway)
    const sent = back.categories.some((one) => now.desired[one]?.offeredAt)
    if (sent) return notify(t`The gateway was sent it already. Save the earlier values to return.`, 'failed')
    const version = (one: Category) => back.before[one]?.version ?? null
    const [result] = await setupApi.setup(owner, {
      gateway: base.gateway,
      revision: back.revision,
      ...(back.categories.includes('tc') ? { lnsVersion: version('tc') } : {}),
      ...(back.categories.includes('cups') ? { cupsVersion: version('cups') } : {}),
    })
    if (!result || result.error) return notify(result?.error ?? t`Gatehouse gave no answer.`, 'failed')
    settle(await load())
    setUndoable(undefined)
    void client.invalidateQueries({ queryKey: keys.gateways(owner) })
    notify(t`Undone. It is as it was before.`)
  }
  const tryUndo = (back: Undoable) => void undo(back).catch((error: Error) => notify(error.message, 'failed'))
  const change = (one: Category) => (draft: TargetDraft) => {
    setDrafts((before) => ({ ...before, [one]: draft }))
    setTyped((before) => ({ ...before, [one]: undefined }))
  }
  const body = { ...setupBody('tc', base.desired.tc, drafts.tc), ...setupBody('cups', base.desired.cups, drafts.cups) }
  const looked = useLook(owner, base.gateway, body, gateway.revision)
  const look = looked?.look
  // Somebody saved while nothing was typed here: the page shows theirs.
  const moved = !save.isPending && gateway.revision > base.revision
  // What is stored is what is typed: the answer to a save here was lost, or somebody had the same in mind.
  const agrees = moved && looked?.revision === gateway.revision && changesNothing(look)
  useEffect(() => {
    if (!moved || (changed && !agrees)) return
    setBase(gateway)
    setDrafts(draftsOf(gateway))
    setTheirs(undefined)
  }, [changed, moved, agrees, gateway])
  const judged = looked?.revision === gateway.revision && !agrees
  const overtaken = theirs ?? (changed && moved && judged ? gateway : undefined)
  const keepMine = (now: Gateway) => {
    setDrafts((before) => ({
      tc: rebased(before.tc, base.desired.tc, now.desired.tc),
      cups: rebased(before.cups, base.desired.cups, now.desired.cups),
    }))
    setBase(now)
    setTheirs(undefined)
  }
  const doubtsOf = (one: Category) => (look?.doubts ?? []).filter((doubt) => doubt.category === one)
  const editor = (one: Category) => {
    const { result, error, pending } = inspections[one]
    return (
      <div className="flex flex-col gap-8">
        <TargetEditor
          category={one}
          current={base.desired[one]}
          draft={drafts[one]}
          onDraft={change(one)}
          inspection={result}
          inspecting={pending}
          error={error}
          others={otherErrors(result, one)}
          uriError={fieldError(result, one, 'uri')}
          site={site.data}
          ownCups={one === 'cups' && own}
          intake={intake}
        />
        {doubtsOf(one).map(({ code, detail }) => (
          <Notice key={code + detail} kind="warning">
            {detail}
          </Notice>
        ))}
        <LiveCheck target={gateway.desired[one]} gateway={gateway}>
          <TryTarget
            body={{
              gateway: base.gateway,
              category: one,
              uri: drafts[one].uri.trim(),
              ...(isPlain(drafts[one].uri)
                ? {}
                : { trust: sent(drafts[one].trust), crt: sent(drafts[one].crt), key: sent(drafts[one].key) }),
            }}
            disabled={drafts[one].uri.trim() === '' || pending || intake.reading || (result?.errors.length ?? 0) > 0}
            ours={one === 'cups' && own}
          />
        </LiveCheck>
        <StationZip
          category={one}
          gateway={base.gateway}
          current={base.desired[one]}
          draft={hasChanges(changes[one]) ? drafts[one] : (typed[one] ?? drafts[one])}
        />
      </div>
    )
  }
  const label = (one: Category, text: string) => (
    <>
      {text}
      {hasChanges(changes[one]) && (
        <>
          <span aria-hidden className="size-1.5 rounded-full bg-accent" />
          <span className="sr-only">
            <Trans>changed</Trans>
          </span>
        </>
      )}
    </>
  )
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={t`Set up`}
        lead={t`Where the gateway gets its packets to, and where it gets its configuration from. Nothing is sent before you save.`}
      />
      {overtaken && (
        <StalePanel
          before={base}
          now={overtaken}
          mine={changes}
          onMine={() => keepMine(overtaken)}
          onTheirs={() => settle(overtaken)}
        />
      )}
      <div className="flex flex-col gap-x-10 gap-y-6 lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <Tabs
          label={t`Target`}
          value={category}
          onChange={setCategory}
          tabs={[
            { value: 'tc', label: label('tc', 'LNS'), panel: editor('tc') },
            { value: 'cups', label: label('cups', 'CUPS'), panel: editor('cups') },
          ]}
        />
        <aside
          aria-label={t`What will change`}
          className="flex min-w-0 flex-col gap-4 max-lg:contents lg:sticky lg:top-6"
        >
          <ChangeSummary changes={changes} />
          <Problem error={save.error} />
          <div className="flex flex-wrap items-center gap-2 max-lg:sticky max-lg:bottom-14 max-lg:z-10 max-lg:-mx-4 max-lg:border-t max-lg:bg-canvas max-lg:px-4 max-lg:py-3 md:max-lg:bottom-0">
            <Button
              variant="primary"
              className="flex-1"
              disabled={
                !changed ||
                faulty ||
                checking ||
                intake.reading ||
                overtaken !== undefined ||
                intake.questions.length > 0
              }
              pending={save.isPending}
              onClick={() => save.mutate({ body, confirm: [] })}
            >
              {checking ? t`Checking` : t`Save`}
            </Button>
            {changed ? (
              <Button onClick={() => setDrafts(draftsOf(base))}>
                <Trans>Discard</Trans>
              </Button>
            ) : (
              <ButtonLink href={paths.gateway(owner, base.gateway)}>
                <Trans>Close</Trans>
              </ButtonLink>
            )}
            {faulty && (
              <p className="w-full text-sm text-danger">
                <Trans>A field needs mending before this can be saved.</Trans>
              </p>
            )}
            {intake.questions.length > 0 && (
              <p className="w-full text-sm text-warn">
                <Trans>Choose which of the dropped files is meant.</Trans>
              </p>
            )}
            {!changed && undoable?.categories.every((one) => !gateway.desired[one]?.offeredAt) && (
              <p className="flex w-full items-center gap-2 text-sm text-ink-2">
                <Trans>Saved, and not sent yet.</Trans>
                <Button variant="ghost" className="h-7! px-2!" onClick={() => tryUndo(undoable)}>
                  <Undo2 aria-hidden className="size-3.5" /> <Trans>Undo the save</Trans>
                </Button>
              </p>
            )}
          </div>
          <SameAsCurl call={(as) => changed && send(body, [], as)} />
        </aside>
      </div>
      {asking && asking.length > 0 && (
        <DoubtDialog
          doubts={asking}
          text={formatGatewayTitle(base.gateway)}
          what={t`the identifier of the gateway`}
          matches={(text) => isSameGateway(text, base.gateway)}
          pending={save.isPending}
          error={save.error}
          onConfirm={() => save.mutate({ body, confirm: asking.map(({ code }) => code) })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}
