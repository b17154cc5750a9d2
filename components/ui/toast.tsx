'use client'

import { Toast } from '@base-ui/react/toast'
import { Check, CircleAlert, X } from 'lucide-react'
import { IconButton } from './button.tsx'

const manager = Toast.createToastManager()

/** Says that something was done. Errors that belong to a form are shown in the form, not here. */
export const notify = (title: string, tone: 'done' | 'failed' = 'done'): void => {
  manager.add({
    title,
    type: tone,
    priority: tone === 'failed' ? 'high' : 'low',
    timeout: tone === 'failed' ? 0 : 4000,
  })
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
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
        <Toast.Close render={<IconButton label="Dismiss" />}>
          <X aria-hidden className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}

/** Mount once, near the root. */
export function ToastHost() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-16 left-4 z-60 flex flex-col justify-end sm:left-auto sm:w-80 md:bottom-4">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}
