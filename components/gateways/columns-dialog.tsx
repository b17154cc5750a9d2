'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DEFAULT_COLUMNS, LIST_COLUMNS, type ListColumn } from '#lib/domain/fleet/columns.ts'
import { COLUMN_LOOKS } from './gateway-columns.tsx'

interface ColumnsDialogProps {
  readonly columns: readonly ListColumn[]
  /** Names with commas; empty: the usual ones. */
  readonly onChange: (columns: string) => void
  readonly onClose: () => void
}

/** Which columns the list shows; the address keeps them, a saved view does, and the browser for the next visit. */
export function ColumnsDialog({ columns, onChange, onClose }: ColumnsDialogProps) {
  const toggle = (column: ListColumn) => {
    const next = LIST_COLUMNS.filter((one) => (one === column ? !columns.includes(one) : columns.includes(one)))
    if (next.length > 0) onChange(next.join(','))
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Columns`}
      description={t`Identifier and state always show. On a phone each gateway is two lines, whatever is chosen.`}
    >
      <fieldset className="grid grid-cols-2 gap-x-4 gap-y-1">
        <legend className="sr-only">
          <Trans>Columns that the list shows</Trans>
        </legend>
        {LIST_COLUMNS.map((column) => (
          <label key={column} className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={columns.includes(column)}
              disabled={columns.length === 1 && columns.includes(column)}
              onChange={() => toggle(column)}
              className="size-4 accent-accent"
            />
            {COLUMN_LOOKS[column].head}
          </label>
        ))}
      </fieldset>
      <Actions>
        <Button variant="primary" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
        <Button disabled={columns.join() === DEFAULT_COLUMNS.join()} onClick={() => onChange('')}>
          <Trans>Usual columns</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
