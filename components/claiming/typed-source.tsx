'use client'

import { t } from '@lingui/core/macro'
import { Field, Textarea } from '#components/ui/field.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { Claims } from './use-claims.ts'

/** One or many gateways, a line each. What was refused stays in the box, to be mended and sent again. */
export function TypedSource({ claims }: { readonly claims: Claims }) {
  const { text, rows, ready } = claims
  const lines = text === '' ? 0 : text.split('\n').length
  const mend = rows.filter(({ verdict }) => verdict === 'mend').length + claims.refused.length
  return (
    <Field
      label={t`Identifiers and PINs`}
      hint={
        rows.length === 0
          ? t`EUI-64, MAC or ID6, a blank, then the PIN, one gateway a line. Rows of a spreadsheet and the link of a label’s QR code work too.`
          : mend > 0
            ? t`${formatCount(ready.length)} ready, ${formatCount(mend)} to mend.`
            : t`${formatCount(ready.length)} ready.`
      }
    >
      <Textarea
        rows={Math.min(12, Math.max(4, lines + 1))}
        value={text}
        readOnly={claims.run !== undefined}
        onChange={(event) => claims.setText(event.target.value)}
        placeholder={t`B8-27-EB-FF-FE-A6-7A-72 MTNSB7DH
00-00-00-FF-FE-00-0A-BC Q55XGEAM`}
        className="mono"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoFocus
      />
    </Field>
  )
}
