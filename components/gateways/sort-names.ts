import { t } from '@lingui/core/macro'
import { INDEXED_SORTS, LIST_SORTS, type ListSort } from '#lib/domain/fleet/sorts.ts'

const NAMES: Readonly<Record<ListSort, string>> = {
  eui: t`EUI`,
  name: t`Name`,
  lastSeen: t`Last seen`,
  state: t`State`,
  expires: t`Certificates end`,
  site: t`Site`,
  model: t`Model`,
  package: t`Firmware`,
}

/** The orders of the list with their words; of a large list only those that an index has. */
export const sortNames = (large: boolean): readonly { readonly sort: ListSort; readonly name: string }[] =>
  (large ? INDEXED_SORTS : LIST_SORTS).map((sort) => ({ sort, name: NAMES[sort] }))
