'use client'

import { useEffect, useRef, useState } from 'react'

const DELAY = 400
/** Time to move the pointer from the target onto the tip (WCAG 1.4.13). */
const GRACE = 120

interface Tip {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly below: boolean
}

function place(target: Element, text: string): Tip {
  const box = target.getBoundingClientRect()
  const below = box.top < 48
  const margin = Math.min(160, window.innerWidth / 2)
  const x = Math.min(Math.max(box.left + box.width / 2, margin), window.innerWidth - margin)
  return { text, x, y: below ? box.bottom + 6 : box.top - 6, below }
}

/**
 * One tip for everything that carries `data-tip`, by listening at the document: rows with many targets cost nothing, and
 * the page loads no positioning library for it. Shows on hover and keyboard focus, stays while it is hovered, and goes
 * with Escape. Mount once. What the tip says must also be in the element's accessible name or description.
 */
export function TooltipHost() {
  const [tip, setTip] = useState<Tip>()
  const current = useRef<Element | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (target: Element, delay: number) => {
      clearTimeout(timer)
      current.current = target
      timer = setTimeout(() => {
        const text = target.getAttribute('data-tip')
        if (text && target.isConnected) setTip(place(target, text))
      }, delay)
    }
    const hide = (delay = 0) => {
      clearTimeout(timer)
      current.current = null
      timer = setTimeout(() => setTip(undefined), delay)
    }
    const find = (event: Event) =>
      event.target instanceof Element ? event.target.closest('[data-tip],[data-tip-popup]') : null
    const onOver = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return
      const found = find(event)
      if (found?.hasAttribute('data-tip-popup')) clearTimeout(timer)
      else if (found && found !== current.current) show(found, DELAY)
      else if (!found) hide(GRACE)
    }
    const onFocus = (event: FocusEvent) => {
      const found = find(event)
      if (found?.matches(':focus-visible')) show(found, 0)
    }
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    const onHide = () => hide()
    const options = { capture: true, passive: true }
    document.addEventListener('pointerover', onOver, options)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', onHide)
    document.addEventListener('pointerdown', onHide, options)
    document.addEventListener('keydown', onKey)
    document.addEventListener('scroll', onHide, options)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', onOver, options)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('focusout', onHide)
      document.removeEventListener('pointerdown', onHide, options)
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('scroll', onHide, options)
    }
  }, [])
  if (!tip) return null
  return (
    <div
      aria-hidden
      data-tip-popup
      className="fixed z-60 w-max max-w-80 rounded-md bg-overlay px-2 py-1 text-xs text-ink shadow-lift"
      style={{ left: tip.x, top: tip.y, translate: `-50% ${tip.below ? '0' : '-100%'}` }}
    >
      {tip.text}
    </div>
  )
}
