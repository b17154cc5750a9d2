/** Sheets of labels as PDF. They show claim PINs, so they are for operators, and each print is in the trail. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { drawLabel, type Label } from '#lib/domain/labels/draw-label.ts'
import { LABEL_FORMATS, labelFormat } from '#lib/domain/labels/label-formats.ts'
import { pdfFile } from '#lib/domain/labels/pdf-file.ts'
import type { Actor, Context } from '../context.ts'
import { deriveGateways, findPart, type PartWanted } from './batch-part.ts'

export interface LabelsWanted extends PartWanted {
  readonly format: string
  /** Labels of the first sheet that are used up. */
  readonly skip?: number | undefined
  /** Base of the links in the QR codes; the console of this installation without it. */
  readonly consoleUrl?: string | undefined
}

const MOST = 20_000

export async function printLabels(
  context: Context,
  actor: Actor,
  wanted: LabelsWanted,
): Promise<{ readonly name: string; readonly count: number; readonly pdf: AsyncGenerator<Uint8Array, void> }> {
  const format = labelFormat(wanted.format)
  if (!format) {
    const known = LABEL_FORMATS.map(({ name }) => name).join(', ')
    throw new AppError('invalid', `There is no label format “${wanted.format.slice(0, 40)}”. There are ${known}.`)
  }
  const perPage = format.columns * format.rows
  const skip = wanted.skip ?? 0
  if (skip >= perPage) throw new AppError('invalid', `A sheet has ${perPage} labels: fewer than that can be used up.`)
  const part = await findPart(context, wanted, MOST)
  const { batch, from, to, count } = part
  await insertAuditEntries(context.sql, [
    {
      ownerId: null,
      actor: actor.id,
      action: 'batch.labels',
      address: actor.address,
      detail: { batch: batch.id, from, to, count, format: format.name },
    },
  ])
  const look = { consoleUrl: wanted.consoleUrl ?? context.site.consoleUrl, title: batch.flavor }
  async function* pages(): AsyncGenerator<readonly (Label | undefined)[], void> {
    let page: (Label | undefined)[] = new Array(skip).fill(undefined)
    for await (const { eui, claimPin } of deriveGateways(context, part)) {
      page.push({ eui, pin: claimPin })
      if (page.length < perPage) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  }
  const pdf = pdfFile(format.page, `Labels ${batch.flavor}`, pages(), (page, labels) => {
    labels.forEach((label, place) => {
      if (label) drawLabel(page, format, look, place, label)
    })
  })
  return { name: `labels-${from}-${to}.pdf`, count, pdf }
}
