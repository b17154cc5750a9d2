'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useUnsaved } from '#components/ui/unsaved.ts'
import type { ImageNames, UploadedImage } from '#lib/client/contracts.ts'
import { keys } from '#lib/client/queries.ts'
import { uploadImage } from '#lib/client/upload-image.ts'

export type UploadState =
  | { readonly phase: 'idle'; readonly cancelled: boolean }
  | { readonly phase: 'sending'; readonly sent: number; readonly size: number; readonly seconds: number }
  | { readonly phase: 'failed'; readonly error: Error }
  | { readonly phase: 'done'; readonly image: UploadedImage }

const IDLE: UploadState = { phase: 'idle', cancelled: false }

/** One upload at a time; leaving the page cancels it, and the browser asks first. */
export function useUpload(owner: string) {
  const client = useQueryClient()
  const running = useRef<AbortController>(undefined)
  const [state, setState] = useState<UploadState>(IDLE)
  const sending = state.phase === 'sending'

  useEffect(() => () => running.current?.abort(), [])
  useUnsaved(sending, 'upload')

  const start = async (file: File, names: ImageNames) => {
    const controller = new AbortController()
    running.current = controller
    const began = performance.now()
    const show = (sent: number) => {
      // A count that comes after the end would bring the bar back.
      if (controller.signal.aborted) return
      setState({ phase: 'sending', sent, size: file.size, seconds: (performance.now() - began) / 1000 })
    }
    show(0)
    try {
      const image = await uploadImage({ owner, file, names, signal: controller.signal, onProgress: show })
      setState({ phase: 'done', image })
      await client.invalidateQueries({ queryKey: keys.images(owner) })
    } catch (error) {
      if (controller.signal.aborted) setState({ phase: 'idle', cancelled: true })
      else setState({ phase: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return { state, start, cancel: () => running.current?.abort(), reset: () => setState(IDLE) }
}
