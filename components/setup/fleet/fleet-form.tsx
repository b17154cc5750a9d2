'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import type { Category } from '#lib/client/contracts.ts'
import {
  type AllOwnFiles,
  type CommonDrafts,
  commonBody,
  entryOf,
  euiOf,
  undoable,
  verdictOf,
  withParts,
} from '#lib/client/fleet-setup.ts'
import { useSite } from '#lib/client/queries.ts'
import { type SetupResult, setupApi, type TargetGateway, type UndoResult } from '#lib/client/setup-api.ts'
import { changesOf, hasChanges, isOwnCups, NO_SET, withItem } from '#lib/client/setup-draft.ts'
import { setupSecrets } from '#lib/client/setup-secrets.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { SetEditor } from '../set-editor.tsx'
import { FleetFiles, type OpenFiles } from './fleet-files.tsx'
import { FleetLines } from './fleet-lines.tsx'
import { FleetSummary } from './fleet-summary.tsx'
import { liveBodyOf } from './live-body.ts'
import { useFleetLook } from './use-fleet-look.ts'
import { useSlices } from './use-slices.ts'

const TryTarget = dynamic(() => import('../try-target.tsx').then((module) => module.TryTarget), { loading: () => null })
const UndoResults = dynamic(() => import('./undo-results.tsx').then((module) => module.UndoResults), {
  loading: () => null,
})
const FleetResults = dynamic(() => import('./fleet-results.tsx').then((module) => module.FleetResults), {
  loading: () => null,
})

interface FleetFormProps {
  readonly gateways: readonly TargetGateway[]
  /** The same selection as it is now. */
  readonly reload: () => Promise<readonly TargetGateway[] | undefined>
}

const EMPTY: CommonDrafts = { tc: NO_SET, cups: NO_SET }
const NO_OWN: AllOwnFiles = new Map()

/** Values for all → files for each → what becomes of each, with the sum beside it. */
export function FleetForm({ gateways, reload }: FleetFormProps) {
  const owner = useOwnerId()
  const site = useSite()
  const [category, setCategory] = useState<Category>('tc')
  const [common, setCommon] = useState(EMPTY)
  const [own, setOwn] = useState(NO_OWN)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState<string>()
  const [again, setAgain] = useState(0)
  const [open, setOpen] = useState<OpenFiles>()
  const [sent, setSent] = useState<readonly TargetGateway[]>()
  const body = commonBody(common)
  const look = useFleetLook(owner, gateways, body, own, again)
  const save = useSlices<SetupResult>(owner)
  const undo = useSlices<UndoResult>(owner)
  const [takenBack, setTakenBack] = useState<readonly TargetGateway[]>()
  const lines = gateways.map((gateway) => ({
    gateway,
    look: look.looks.get(gateway.gateway),
    files: own.get(euiOf(gateway)),
    verdict: verdictOf(look.looks.get(gateway.gateway), left.has(gateway.gateway)),
  }))
  const touched = own.size > 0 || hasChanges(changesOf(null, common.tc)) || hasChanges(changesOf(null, common.cups))

  useUnsaved(touched && !sent)

  const ready = () =>
    lines.filter(({ verdict }) => verdict === 'changes' || verdict === 'doubtful').map((one) => one.gateway)
  const start = (confirm: readonly string[]) => {
    const some = ready()
    setSent(some)
    send(some, confirm)
    return confirm
  }
  const request = (some: readonly TargetGateway[], confirm: readonly string[], as: Secrets = SENT) =>
    setupApi.setupMany(owner, {
      common: { ...setupSecrets(body, as), confirm, undo: true },
      gateways: some.map((one) => setupSecrets(entryOf(one, own), as, `${one.gateway}/`)),
    })
  const send = (some: readonly TargetGateway[], confirm: readonly string[]) =>
    void save.run(some, (slice) => request(slice, confirm))
  const takeBack = (some: readonly TargetGateway[], confirm: readonly string[]) => {
    const before = undoable(save.outcomes)
    void undo.run(some, (slice) => {
      const entries = slice.flatMap(({ gateway }) => {
        const one = before.get(gateway)
        return one ? [{ gateway, ...one }] : []
      })
      return setupApi.undo(owner, entries, confirm)
    })
  }
  const [confirmed, setConfirmed] = useState<readonly string[]>([])
  if (takenBack) return <UndoResults gateways={takenBack} undo={undo} onAgain={takeBack} />
  if (sent)
    return (
      <FleetResults
        gateways={sent}
        save={save}
        onRetry={(failed) => send(failed, confirmed)}
        onUndo={(some) => {
          setTakenBack(some)
          takeBack(some, [])
        }}
        onBack={async () => {
          await reload()
          save.forget()
          setSent(undefined)
          setAgain((count) => count + 1)
        }}
      />
    )
  const toggle = (gateway: string) =>
    setLeft((before) =>
      before.has(gateway) ? new Set([...before].filter((one) => one !== gateway)) : new Set([...before, gateway]),
    )
  const trial =
    lines.find(({ gateway }) => gateway.gateway === tried) ?? lines.find(({ verdict }) => verdict !== 'left')
  const editor = (one: Category) => (
    <SetEditor
      category={one}
      draft={common[one]}
      onDraft={(draft) => setCommon((before) => ({ ...before, [one]: draft }))}
      label={t`URI for all`}
      hint={
        one === 'tc'
          ? t`wss://host:port of the LoRaWAN network server. Empty: each keeps its own.`
          : t`https://host:port of the configuration server. Empty: each keeps its own.`
      }
      errorOf={() => undefined}
      site={one === 'cups' && !isOwnCups(common.cups.uri, site.data?.gatewayHosts ?? []) ? site.data : undefined}
      noTrust={t`Each keeps its own, or gets it from its files.`}
      noKey={t`Each keeps its own, or gets it from its files.`}
    />
  )
  return (
    <div className="flex flex-col gap-x-10 gap-y-6 lg:grid lg:grid-cols-[minmax(0,1fr)_18rem] lg:items-start">
      <div className="flex min-w-0 flex-col gap-8">
        <section aria-labelledby="fleet-common" className="flex flex-col gap-3">
          <StepTitle step={1} id="fleet-common">{t`The same for all`}</StepTitle>
          <Tabs
            label={t`Target`}
            value={category}
            onChange={setCategory}
            tabs={[
              { value: 'tc', label: 'LNS', panel: editor('tc') },
              { value: 'cups', label: 'CUPS', panel: editor('cups') },
            ]}
          />
        </section>
        <FleetFiles
          category={category}
          gateways={gateways}
          own={own}
          onParts={(parts) => setOwn((before) => withParts(before, parts))}
          onCommon={(side, field, item) =>
            setCommon((before) => ({ ...before, [side]: withItem(before[side], null, field, item) }))
          }
          onUri={(side, uri) => setCommon((before) => ({ ...before, [side]: { ...before[side], uri } }))}
          onClear={() => setOwn(NO_OWN)}
          onOpen={setOpen}
          onOnlyOwn={() =>
            setLeft(new Set(gateways.filter((one) => !own.has(euiOf(one) as Eui)).map((one) => one.gateway)))
          }
        />
        <FleetLines lines={lines} look={look} onToggle={toggle} onTry={setTried} tried={trial?.gateway.gateway} />
        <section aria-labelledby="fleet-try" className="flex flex-col gap-3">
          <StepTitle step={4} id="fleet-try">{t`Check live`}</StepTitle>
          {!touched && (
            <p className="text-sm text-ink-3">
              <Trans>Nothing is there to check yet.</Trans>
            </p>
          )}
          {trial && touched && (
            <TryTarget
              key={`${trial.gateway.gateway} ${category}`}
              body={liveBodyOf(trial.gateway, category, body, own)}
              disabled={trial.verdict === 'faulty'}
              ours={category === 'cups' && isOwnCups(common.cups.uri, site.data?.gatewayHosts ?? [])}
              subject={formatGatewayTitle(trial.gateway.gateway)}
            />
          )}
        </section>
      </div>
      <FleetSummary
        lines={lines}
        look={look}
        open={open}
        onSave={(confirm) => setConfirmed(start(confirm))}
        onShow={(confirm, as) => {
          const some = ready()
          return some.length > 0 && request(some, confirm, as)
        }}
        onLeaveFaulty={() =>
          setLeft(
            (before) =>
              new Set([
                ...before,
                ...lines.filter(({ verdict }) => verdict === 'faulty').map(({ gateway }) => gateway.gateway),
              ]),
          )
        }
        onCompare={async () => {
          await reload()
          setAgain((count) => count + 1)
        }}
      />
    </div>
  )
}
