'use client'

import { Dialog } from '@base-ui/react/dialog'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Command } from 'cmdk'
import {
  Building2,
  Cable,
  CirclePlus,
  FileTerminal,
  FileUp,
  type LucideIcon,
  RadioTower,
  ScanLine,
  Search,
  SunMoon,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { leaveFor } from '#components/ui/unsaved.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateways } from '#lib/client/queries.ts'
import { setTheme, THEMES } from '#lib/client/theme.ts'
import { useCan, useConsole } from './owner-context.tsx'
import { type Section, sectionsFor } from './sections.ts'

const GROUP =
  'p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3'

const entryValue = (gateway: string): string => t`gateway ${gateway}`

interface EntryProps {
  readonly icon: LucideIcon
  readonly value: string
  readonly onSelect: () => void
  readonly children: ReactNode
  readonly always?: boolean
}

function Entry({ icon: Icon, value, onSelect, children, always }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      forceMount={always}
      className="flex h-9 cursor-default items-center gap-2 rounded-sm px-2 text-sm data-[selected=true]:bg-hover pointer-coarse:h-11"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      {children}
    </Command.Item>
  )
}

/** Everything that the console can open, and the owner's gateways by identifier or name. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { me, owner } = useConsole()
  const router = useRouter()
  const [text, setText] = useState('')
  const [selected, setSelected] = useState('')
  const query = useDeferredValue(text.trim())
  const found = useGateways(owner.id, { q: query, limit: 6 })
  const mayAdd = useCan('gateway:claim')
  const mayUpload = useCan('firmware:write')
  const mayConnect = useCan('connection:write')
  const go = (href: string) => () => {
    onClose()
    leaveFor(href, () => router.push(href))
  }
  const gateways = query.length >= 2 && !found.isPlaceholderData ? (found.data?.gateways ?? []) : []
  const sections = sectionsFor(me.user.siteOperator, owner.id)
  const entryOf = ({ label, icon, href }: Section) => (
    <Entry key={label} icon={icon} value={label} onSelect={go(href(owner.id))}>
      {label}
    </Entry>
  )
  const first = gateways[0]?.gateway
  // A gateway that was found is what the person looks for: Enter opens it.
  useEffect(() => {
    if (first) setSelected(entryValue(first))
  }, [first])
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={t`Search and commands`}
          className="fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-overlay shadow-lift"
        >
          <Command label={t`Search and commands`} loop vimBindings={false} value={selected} onValueChange={setSelected}>
            <div className="flex items-center gap-2 border-b px-3">
              <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
              <Command.Input
                autoFocus
                value={text}
                onValueChange={setText}
                placeholder={t`Gateway, page or command`}
                className="h-11 w-full bg-transparent text-base outline-none focus-visible:outline-none"
              />
            </div>
            <Command.List className="max-h-[60dvh] overflow-y-auto">
              {gateways.length === 0 && !found.isFetching && (
                <Command.Empty className="px-3 py-6 text-center text-sm text-ink-3">
                  <Trans>Nothing here has that name or identifier.</Trans>
                </Command.Empty>
              )}
              {gateways.length > 0 && (
                <Command.Group heading={t`Gateways`} className={GROUP} forceMount>
                  {gateways.map((gateway) => (
                    <Entry
                      key={gateway.gateway}
                      icon={RadioTower}
                      value={entryValue(gateway.gateway)}
                      always
                      onSelect={go(paths.gateway(owner.id, gateway.gateway))}
                    >
                      <span className="mono">{formatGatewayTitle(gateway.gateway)}</span>
                      <span className="truncate text-ink-3">{gateway.name}</span>
                    </Entry>
                  ))}
                </Command.Group>
              )}
              {(mayAdd || mayUpload || mayConnect) && (
                <Command.Group heading={t`Actions`} className={GROUP}>
                  {mayAdd && (
                    <>
                      <Entry icon={ScanLine} value={t`Claim gateways`} onSelect={go(paths.claimGateways(owner.id))}>
                        <Trans>Claim gateways</Trans>
                      </Entry>
                      <Entry icon={CirclePlus} value={t`Add a gateway`} onSelect={go(paths.addGateway(owner.id))}>
                        <Trans>Add a gateway</Trans>
                      </Entry>
                    </>
                  )}
                  {mayUpload && (
                    <>
                      <Entry
                        icon={FileUp}
                        value={t`Upload a firmware image`}
                        onSelect={go(paths.uploadFirmware(owner.id))}
                      >
                        <Trans>Upload a firmware image</Trans>
                      </Entry>
                      <Entry
                        icon={FileTerminal}
                        value={t`Make an update script`}
                        onSelect={go(paths.updateScript(owner.id))}
                      >
                        <Trans>Make an update script</Trans>
                      </Entry>
                    </>
                  )}
                  {mayConnect && (
                    <Entry icon={Cable} value={t`Add a connection`} onSelect={go(paths.newConnection(owner.id))}>
                      <Trans>Add a connection</Trans>
                    </Entry>
                  )}
                </Command.Group>
              )}
              {owner.id !== '' && (
                <Command.Group heading={t`Go to`} className={GROUP}>
                  {sections.filter(({ site }) => !site).map(entryOf)}
                </Command.Group>
              )}
              {me.user.siteOperator && (
                <Command.Group heading={t`Installation`} className={GROUP}>
                  {sections.filter(({ site }) => site).map(entryOf)}
                </Command.Group>
              )}
              {me.owners.length > 1 && (
                <Command.Group heading={t`Owners`} className={GROUP}>
                  {me.owners.map((other) => (
                    <Entry
                      key={other.id}
                      icon={Building2}
                      value={`owner ${other.name} ${other.id}`}
                      onSelect={go(paths.overview(other.id))}
                    >
                      {other.name} <span className="mono text-xs text-ink-3">{other.id}</span>
                    </Entry>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={t`Theme`} className={GROUP}>
                {THEMES.map((theme) => (
                  <Entry
                    key={theme}
                    icon={SunMoon}
                    value={`theme ${theme}`}
                    onSelect={() => {
                      setTheme(theme)
                      onClose()
                    }}
                  >
                    <Trans>Theme: {theme}</Trans>
                  </Entry>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
