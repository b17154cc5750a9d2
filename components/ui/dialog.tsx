'use client'

import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useGiveBackFocus } from './give-back-focus.ts'
import { IconButton } from './icon-button.tsx'

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children: ReactNode
  /** Without a way to close it: something must be decided first. */
  readonly required?: boolean
  readonly wide?: boolean
}

/** Centred on wide screens, at the bottom of a phone. */
export function Dialog({ open, onOpenChange, title, description, children, required, wide }: DialogProps) {
  useGiveBackFocus(open)
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => (required ? undefined : onOpenChange(next))}
      disablePointerDismissal
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          className={clsx(
            'fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col overflow-hidden rounded-t-lg bg-overlay shadow-lift transition-all duration-150 data-ending-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0',
            'sm:inset-x-auto sm:top-[14dvh] sm:bottom-auto sm:left-1/2 sm:max-h-[76dvh] sm:-translate-x-1/2 sm:rounded-lg',
            wide ? 'sm:w-[40rem]' : 'sm:w-[28rem]',
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
              {description && (
                <BaseDialog.Description render={<div />} className="mt-1 text-sm text-ink-2">
                  {description}
                </BaseDialog.Description>
              )}
            </div>
            {!required && (
              <BaseDialog.Close render={<IconButton label={t`Close`} />}>
                <X aria-hidden className="size-4" />
              </BaseDialog.Close>
            )}
          </header>
          <div className="min-h-0 overflow-y-auto px-4 pb-4">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
