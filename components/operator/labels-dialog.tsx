'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { batchApi, type Part } from '#lib/client/batch-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { LABEL_FORMATS } from '#lib/domain/labels/label-formats.ts'
import { PartFields } from './part-fields.tsx'

export function LabelsDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [part, setPart] = useState<Part>({})
  const [format, setFormat] = useState('a4-65')
  const [skip, setSkip] = useState('0')
  const print = useWrite(
    () => batchApi.labels(id, { ...part, format, skip: Number(skip) || 0 }),
    [],
    (name: string) => {
      notify(t`Saved ${name}`)
      onClose()
    },
  )
  const problem = print.error instanceof ApiProblem ? print.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    print.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`Print labels`}
      description={t`A PDF with MAC, EUI, claim PIN and QR code per gateway. Print it at 100 %, not fitted to the page. Whoever sees a label can claim its gateway.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.errors.length && <Problem error={print.error} />}
        <Field label={t`Labels`}>
          <Select
            options={LABEL_FORMATS.map(({ name, title }) => ({ value: name, label: title }))}
            value={format}
            onChange={(event) => setFormat(event.target.value)}
          />
        </Field>
        <Field
          label={t`Used up on the first sheet`}
          hint={t`Counted from the top left, row by row.`}
          error={problem?.field('skip')}
        >
          <Input type="number" min={0} max={200} value={skip} onChange={(event) => setSkip(event.target.value)} />
        </Field>
        <PartFields part={part} onChange={setPart} problem={problem} />
        <Actions>
          <Button type="submit" variant="primary" pending={print.isPending}>
            <Trans>Make the PDF</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
