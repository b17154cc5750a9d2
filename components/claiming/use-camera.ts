'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import { openQrReader } from '#lib/client/qr-reader.ts'

export type CameraState = 'off' | 'asking' | 'live' | 'refused' | 'none' | 'busy' | 'insecure'

/** Between two looks at the picture, in milliseconds: the page stays quick on an old phone. */
const PAUSE = 90

/** What the browser says when there is no picture, as a state with a sentence of its own. */
function stateOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'busy'
}

interface Camera {
  readonly state: CameraState
  readonly video: RefObject<HTMLVideoElement | null>
  /** Where the camera has a lamp. */
  readonly torch: boolean | undefined
  readonly setTorch: (on: boolean) => void
}

/** The camera at the back while `on`; each code that it sees goes to `onCode`. It is let go with the page. */
export function useCamera(on: boolean, onCode: (text: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null)
  const track = useRef<MediaStreamTrack>(undefined)
  const [state, setState] = useState<CameraState>('off')
  const [torch, setTorch] = useState<boolean>()
  const listener = useRef(onCode)
  listener.current = onCode

  useEffect(() => {
    if (!on) return setState('off')
    if (!navigator.mediaDevices?.getUserMedia) return setState(isSecureContext ? 'none' : 'insecure')
    let ended = false
    let stream: MediaStream | undefined
    const open = async () => {
      setState('asking')
      const reader = openQrReader()
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
        audio: false,
      })
      if (ended || !video.current) return stop()
      video.current.srcObject = stream
      await video.current.play()
      const [picture] = stream.getVideoTracks()
      track.current = picture
      const abilities = picture?.getCapabilities?.() as { torch?: boolean } | undefined
      setTorch(abilities?.torch ? false : undefined)
      picture?.addEventListener('ended', () => setState('busy'))
      setState('live')
      const { readFrame } = await reader
      while (!ended) {
        const shown = video.current
        if (shown && shown.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
          for (const text of await readFrame(shown)) if (!ended) listener.current(text)
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    }
    const stop = () => {
      for (const one of stream?.getTracks() ?? []) one.stop()
    }
    open().catch((error) => {
      stop()
      if (!ended) setState(stateOf(error))
    })
    return () => {
      ended = true
      stop()
      track.current = undefined
    }
  }, [on])

  return {
    state,
    video,
    torch,
    setTorch: (lit) => {
      void track.current
        ?.applyConstraints({ advanced: [{ torch: lit } as MediaTrackConstraintSet] })
        .then(() => setTorch(lit))
        .catch(() => setTorch(undefined))
    },
  }
}
