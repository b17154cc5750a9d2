'use client'

import { useUrlQuery } from './url-query.ts'

/** Behind the address of a list: it opens with the dialog that makes a new one. */
export const DIALOG_NEW = '?new=1'

const NAMES = ['new'] as const

/** Whether that dialog is open, as the address says, and what opens and closes it. */
export function useNewDialog(): [open: boolean, setOpen: (open: boolean) => void] {
  const [query, change] = useUrlQuery(NAMES)
  return [query.new !== '', (open) => change({ new: open ? '1' : '' }, 'replace')]
}
