'use client'

import { Toast } from '@base-ui/react/toast'
import { t } from '@lingui/core/macro'
import { Check, CircleAlert, X } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from './icon-button.tsx'
import type { ToastAction, ToastMessage } from './toast-message.ts'

const manager = Toast.createToastManager()
let mounted = false
let early: ToastMessage[] = []

function show({ title, tone, action }: ToastMessage): void {
  const failed = tone === 'failed'
  // A failure stays until it is dismissed; it may be the only trace of what went wrong.
  manager.add({
    title,
    type: tone,
    priority: failed ? 'high' : 'low',
    timeout: failed ? 0 : action ? 12_000 : 4000,
    data: action,
  })
}

/** Shows the message, or keeps it until the region is on the page. */
export function addToast(message: ToastMessage): void {
  if (mounted) show(message)
  else early.push(message)
}

export function ToastRegion() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          data-toasts
          className="fixed right-4 bottom-16 left-4 z-60 flex flex-col justify-end sm:left-auto sm:w-80 md:bottom-4"
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
  useEffect(() => {
    mounted = true
    for (const message of early) show(message)
    early = []
    return () => {
      mounted = false
    }
  }, [])
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['down', 'right']}
      className="mb-2 rounded-md bg-overlay shadow-lift transition-[opacity,translate] duration-150 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-1 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2 py-1.5 pr-1.5 pl-3 text-sm">
        {toast.type === 'failed' ? (
          <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
        ) : (
          <Check aria-hidden className="size-4 shrink-0 text-ok" />
        )}
        <Toast.Title render={<p />} className="min-w-0 flex-1" />
        {toast.data && <ActionButton id={toast.id} action={toast.data as ToastAction} />}
        <Toast.Close render={<IconButton label={t`Dismiss`} />}>
          <X aria-hidden className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}

function ActionButton({ id, action }: { readonly id: string; readonly action: ToastAction }) {
  const press = () => {
    manager.close(id)
    action.run()
  }
  return (
    <button
      type="button"
      onClick={press}
      className="shrink-0 rounded-sm px-1.5 py-1 text-sm font-medium text-accent-ink hover:bg-hover"
    >
      {action.label}
    </button>
  )
}
