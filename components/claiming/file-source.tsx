'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { formatCount } from '#lib/client/format.ts'
import { say } from '#lib/client/say.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { decodeCsv } from '#lib/domain/csv/csv-text.ts'
import type { Claims } from './use-claims.ts'

const MOST = 15 * 1024 * 1024
/** The first bytes of a zip, which an Excel workbook is. */
const ZIP = [0x50, 0x4b]

const TEMPLATE = '\uFEFFeui,pin,name,tags,site,latitude,longitude\r\n'

/** A file of a maker or a spreadsheet, looked through here in the browser. */
export function FileSource({ claims }: { readonly claims: Claims }) {
  const { file, table } = claims
  const [fault, setFault] = useState<string>()
  const take = async ([one]: File[]) => {
    if (!one) return
    setFault(undefined)
    claims.setFile(undefined)
    if (one.size > MOST) return setFault(t`The file is larger than 15 MiB. Split it.`)
    const bytes = new Uint8Array(await one.arrayBuffer())
    if (ZIP.every((byte, index) => bytes[index] === byte)) {
      return setFault(t`This is a workbook, not a list. In Excel or LibreOffice, save the sheet as “CSV UTF-8”.`)
    }
    const text = decodeCsv(bytes)
    if (!text.ok) return setFault(text.error)
    if (text.value.trim() === '') return setFault(t`The file is empty.`)
    claims.setFile({ name: one.name, text: text.value })
  }
  const columns = table.names.map((name, index) => ({ value: String(index), label: name.slice(0, 40) }))
  const choose = (patch: { id?: number; pin?: number }) => {
    if (file && table.columns) claims.setFile({ ...file, columns: { ...table.columns, ...patch } })
  }
  return (
    <div className="flex flex-col gap-4">
      <FileDrop
        single
        label={file ? file.name : t`Drop a CSV file,`}
        hint={
          file
            ? t`${formatCount(table.entries.length)} lines, read in this browser.`
            : t`A column of identifiers and one of claim PINs; comma, semicolon or tab, with or without a first line of names. Columns called name, tags, site, latitude and longitude are set with the claim.`
        }
        onFiles={(files) => void take(files)}
      >
        {!file && (
          <Button
            variant="ghost"
            onClick={() => saveBlob(new Blob([TEMPLATE], { type: 'text/csv' }), 'claim-gateways.csv')}
          >
            <Download aria-hidden className="size-3.5" /> <Trans>Template</Trans>
          </Button>
        )}
      </FileDrop>
      {fault && <Notice kind="error">{say(fault)}</Notice>}
      {file && Object.keys(table.labels).length > 0 && (
        <p className="text-sm text-ink-2">
          <Trans>Set with the claim:</Trans>{' '}
          {Object.values(table.labels)
            .map((column) => table.names[column])
            .join(', ')}
        </p>
      )}
      {file && table.columns && columns.length > 1 && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`Identifiers are in`}>
            <Select
              options={columns}
              value={String(table.columns.id)}
              onChange={(event) => choose({ id: Number(event.target.value) })}
            />
          </Field>
          <Field label={t`Claim PINs are in`}>
            <Select
              options={columns}
              value={String(table.columns.pin)}
              onChange={(event) => choose({ pin: Number(event.target.value) })}
            />
          </Field>
        </div>
      )}
    </div>
  )
}
