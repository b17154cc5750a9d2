'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { type Crumb, PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { Category, Gateway, SetupBody } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useSite, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import {
  type Change,
  changesOf,
  draftOf,
  hasChanges,
  isOwnCups,
  setupBody,
  type TargetDraft,
} from '#lib/client/setup-draft.ts'
import { ChangeSummary } from './change-summary.tsx'
import { LiveCheck } from './live-check.tsx'
import { SetupCurl } from './setup-curl.tsx'
import { StationZip } from './station-zip.tsx'
import { TargetEditor } from './target-editor.tsx'
import { fieldError, otherErrors, useInspection } from './use-inspection.ts'

interface SetupFormProps {
  readonly gateway: Gateway
  readonly crumbs: readonly Crumb[]
  readonly category: Category
}

type Drafts = Readonly<Record<Category, TargetDraft>>

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

  useEffect(() => {
    if (!changed) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [changed])

  const save = useWrite(
    async (body: SetupBody) => {
      const [result] = await api.setup(owner, base.gateway, { ...body, revision: base.revision })
      if (!result || result.error)
        throw new ApiProblem(200, result?.error ?? 'Gatehouse gave no answer for this gateway.', {})
      return client.fetchQuery({
        queryKey: keys.gateway(owner, base.gateway),
        queryFn: () => api.gateway(owner, base.gateway),
        staleTime: 0,
      })
    },
    [keys.gateways(owner)],
    (fresh) => {
      setTyped(drafts)
      setBase(fresh)
      setDrafts(draftsOf(fresh))
      notify('Saved. It goes out at the next check-in.')
    },
  )
  const change = (one: Category) => (draft: TargetDraft) => {
    setDrafts((before) => ({ ...before, [one]: draft }))
    setTyped((before) => ({ ...before, [one]: undefined }))
  }
  const body = { ...setupBody('tc', base.desired.tc, drafts.tc), ...setupBody('cups', base.desired.cups, drafts.cups) }
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
        />
        <LiveCheck target={gateway.desired[one]} gateway={gateway} />
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
          <span className="sr-only">changed</span>
        </>
      )}
    </>
  )
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title="Set up"
        lead="Where the gateway gets its packets to, and where it gets its configuration from. Nothing is sent before you save."
      />
      <div className="flex flex-col gap-x-10 gap-y-6 lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <Tabs
          label="Target"
          value={category}
          onChange={setCategory}
          tabs={[
            { value: 'tc', label: label('tc', 'LNS'), panel: editor('tc') },
            { value: 'cups', label: label('cups', 'CUPS'), panel: editor('cups') },
          ]}
        />
        <aside aria-label="What will change" className="flex min-w-0 flex-col gap-4 max-lg:contents lg:sticky lg:top-6">
          <ChangeSummary changes={changes} />
          <Problem error={save.error} />
          <div className="flex flex-wrap items-center gap-2 max-lg:sticky max-lg:bottom-14 max-lg:z-10 max-lg:-mx-4 max-lg:border-t max-lg:bg-canvas max-lg:px-4 max-lg:py-3 md:max-lg:bottom-0">
            <Button
              variant="primary"
              className="flex-1"
              disabled={!changed || faulty || checking}
              pending={save.isPending}
              onClick={() => save.mutate(body)}
            >
              {checking ? 'Checking' : 'Save'}
            </Button>
            {changed ? (
              <Button onClick={() => setDrafts(draftsOf(base))}>Undo all</Button>
            ) : (
              <ButtonLink href={paths.gateway(owner, base.gateway)}>Close</ButtonLink>
            )}
            {faulty && <p className="w-full text-sm text-danger">A field needs mending before this can be saved.</p>}
          </div>
          <SetupCurl owner={owner} gateway={base.gateway} body={body} />
        </aside>
      </div>
    </>
  )
}
