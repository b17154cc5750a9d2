'use client'

import { Tooltip } from '@base-ui/react/tooltip'
import type { ComponentProps, ReactElement, ReactNode } from 'react'

/** One popup for the whole page: rows with many triggers stay cheap. */
const shared = Tooltip.createHandle<string>()

/** Mount once, near the root. */
export function TooltipHost() {
  return (
    <Tooltip.Root handle={shared}>
      {({ payload }) => (
        <Tooltip.Portal>
          <Tooltip.Positioner sideOffset={6} className="z-60">
            <Tooltip.Popup className="max-w-80 rounded-md bg-overlay px-2 py-1 text-xs text-ink shadow-lift transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
              {payload}
            </Tooltip.Popup>
          </Tooltip.Positioner>
        </Tooltip.Portal>
      )}
    </Tooltip.Root>
  )
}

interface TooltipTriggerProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly text: string
  readonly render?: ReactElement
  readonly children?: ReactNode
}

/** Shows `text` on hover and focus of what `render` draws (a button by default). */
export function TooltipTrigger({ text, children, ...rest }: TooltipTriggerProps) {
  return (
    <Tooltip.Trigger handle={shared} payload={text} delay={400} {...rest}>
      {children}
    </Tooltip.Trigger>
  )
}
