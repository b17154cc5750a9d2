import { t } from '@lingui/core/macro'

const ACTORS: Readonly<Record<string, string>> = { cli: t`Command line`, system: t`Gatehouse`, gateway: t`The gateway` }
const KINDS: Readonly<Record<string, string>> = { user: t`User`, token: t`API token`, rollout: t`Rollout` }

/** Who acted, on one line: for a list to choose from. */
export function actorText(actor: string, name: string | null): string {
  const [kind = '', id] = actor.split(':')
  const what = KINDS[kind] ?? kind
  if (name) return kind === 'user' ? name : `${name} (${what})`
  return id ? `${what} ${id.slice(0, 8)}` : (ACTORS[kind] ?? actor)
}

export function AuditActor({ actor, name }: { readonly actor: string; readonly name: string | null }) {
  const [kind = '', id] = actor.split(':')
  if (name) {
    return (
      <>
        {name}
        {kind !== 'user' && (
          <span className="text-xs text-ink-3 md:block">
            <span className="md:hidden"> · </span>
            {KINDS[kind] ?? kind}
          </span>
        )}
      </>
    )
  }
  if (!id) return ACTORS[kind] ?? actor
  return (
    <>
      {KINDS[kind] ?? kind}{' '}
      <span className="mono text-xs text-ink-3" title={id}>
        {id.slice(0, 8)}
      </span>
    </>
  )
}
