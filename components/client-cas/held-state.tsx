import { t } from '@lingui/core/macro'
import { Ban, CheckCircle2, Clock, History, TriangleAlert } from 'lucide-react'
import { State } from '#components/ui/state.tsx'
import type { HeldCertificate } from '#lib/client/client-ca-api.ts'

/** Where a certificate stands between “issued” and “not accepted any more”. */
export function HeldState({ held, now }: { readonly held: HeldCertificate; readonly now: Date }) {
  if (held.revokedAt) {
    return <State icon={Ban} tone="danger">{t`Revoked`}</State>
  }
  if (held.validTo && new Date(held.validTo) < now) {
    return <State icon={TriangleAlert} tone="warn">{t`Expired`}</State>
  }
  if (!held.wanted) {
    return <State icon={History} tone="muted">{t`Still accepted`}</State>
  }
  return held.provenAt ? (
    <State icon={CheckCircle2} tone="ok">{t`In use`}</State>
  ) : (
    <State icon={Clock} tone="info">
      {held.offeredAt ? t`Offered` : t`Not offered yet`}
    </State>
  )
}
