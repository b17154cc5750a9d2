'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Camera, Check, CircleAlert, Copy, Flashlight, ImageUp, type LucideIcon, PenLine } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TONES, type Tone } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import { readPhoto } from '#lib/client/qr-reader.ts'
import { say } from '#lib/client/say.ts'
import { deviceSentence, readCode } from '#lib/domain/claiming/read-code.ts'
import { type Eui, formatEui64, parseEui } from '#lib/domain/identifiers.ts'
import { type CameraState, useCamera } from './use-camera.ts'
import type { Claims } from './use-claims.ts'

/** What was seen last. */
interface Sight {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly text: string
  /** The label of an end device that brings a code: taken only when the person says that it is on a gateway. */
  readonly device?: { readonly eui: Eui; readonly claim: string }
}

const FAULTS: Readonly<Partial<Record<CameraState, string>>> = {
  refused: t`The browser does not let this page use the camera. Allow it in the settings of the site (the icon beside the address), or take photos of the labels.`,
  none: t`This device has no camera that the browser can use. Take photos of the labels with another one and choose them here, or type the labels.`,
  busy: t`The camera gives no picture; another program may be using it. Close that one and open the camera again.`,
  insecure: t`Browsers give the camera only to pages over HTTPS. Open the console by its https:// address, or take photos of the labels and choose them here.`,
}

/** The same label stays in the picture for a while: it is told once. */
const STILL_THERE = 2_500

/** One label after another in front of the camera, or photos of them. */
export function ScanSource({ claims }: { readonly claims: Claims }) {
  const { scanned, setScanned } = claims
  const [on, setOn] = useState(false)
  const [sight, setSight] = useState<Sight>()
  const [looking, setLooking] = useState(false)
  const photos = useRef<HTMLInputElement>(null)
  const last = useRef({ text: '', at: 0 })
  /** By identifier, at once: state would be a frame late. */
  const listed = useRef<Map<string, { readonly line: number; readonly pin: string }>>(undefined)
  listed.current ??= new Map(
    scanned.flatMap(({ id, line, pin }) => {
      const eui = parseEui(id)
      return eui.ok ? [[eui.value, { line, pin }] as const] : []
    }),
  )
  const seen = listed.current

  const add = (eui: Eui, pin: string): Sight => {
    const known = seen.get(eui)
    if (known && (pin === '' || known.pin === pin)) {
      return { icon: Copy, tone: 'muted', text: t`${formatEui64(eui)} is in the list already.` }
    }
    const line = known?.line ?? seen.size + 1
    seen.set(eui, { line, pin })
    const entry = { line, id: formatEui64(eui), pin }
    setScanned((now) => (known ? now.map((one) => (one.line === line ? entry : one)) : [...now, entry]))
    navigator.vibrate?.(60)
    return pin === ''
      ? { icon: PenLine, tone: 'warn', text: t`${formatEui64(eui)} added. The code holds no PIN: type it below.` }
      : { icon: Check, tone: 'ok', text: t`${formatEui64(eui)} added.` }
  }

  const see = (text: string) => {
    const now = Date.now()
    const again = text === last.current.text && now - last.current.at < STILL_THERE
    last.current = { text, at: now }
    if (again) return
    const code = readCode(text)
    if (code.kind === 'gateway') return setSight(add(code.eui, code.claim))
    if (code.kind === 'identifier') return setSight(add(code.eui, ''))
    if (code.kind === 'device') {
      return setSight({
        icon: CircleAlert,
        tone: 'warn',
        text: say(deviceSentence(code.devEui)),
        ...(code.claim ? { device: { eui: code.devEui, claim: code.claim } } : {}),
      })
    }
    setSight({
      icon: CircleAlert,
      tone: 'warn',
      text: t`This code names no gateway: “${text.slice(0, 60)}${text.length > 60 ? '…' : ''}”. Look for another code on the label, or type it.`,
    })
  }
  const camera = useCamera(on, see)

  const takePhotos = async (files: readonly File[]) => {
    setLooking(true)
    let without = 0
    for (const file of files) {
      const texts = await readPhoto(file).catch((): readonly string[] => [])
      if (texts.length === 0) without += 1
      for (const text of texts) {
        last.current = { text: '', at: 0 }
        see(text)
      }
    }
    setLooking(false)
    if (without > 0) {
      setSight({
        icon: CircleAlert,
        tone: 'warn',
        text: t`${without === 1 ? (files.length === 1 ? t`In this photo` : t`In one photo`) : t`In ${without} photos`} no QR code was found. Take it closer, straight and sharp, without glare.`,
      })
    }
  }
  const fault = FAULTS[camera.state]
  const Icon = sight?.icon
  return (
    <div className="flex flex-col gap-3">
      {on && !fault && (
        <div className="relative overflow-hidden rounded-md border bg-sunken">
          <video
            ref={camera.video}
            playsInline
            muted
            aria-label={t`Picture of the camera`}
            className="aspect-[4/3] max-h-[50dvh] w-full object-cover"
          />
          <div
            aria-hidden
            className="pointer-events-none absolute inset-[14%_22%] rounded-lg border-2 border-white/80 shadow-[0_0_0_100vmax_rgb(0_0_0/0.28)]"
          />
        </div>
      )}
      {fault && <Notice kind="warning">{fault}</Notice>}
      <div className="flex flex-wrap items-center gap-2">
        {on && !fault ? (
          <>
            <Button onClick={() => setOn(false)}>
              <Trans>Close the camera</Trans>
            </Button>
            {camera.torch !== undefined && (
              <Button aria-pressed={camera.torch} onClick={() => camera.setTorch(!camera.torch)}>
                <Flashlight aria-hidden className="size-3.5" /> <Trans>Light</Trans>
              </Button>
            )}
          </>
        ) : (
          <Button
            onClick={() => {
              setOn(false)
              // After a fault it is opened anew.
              requestAnimationFrame(() => setOn(true))
            }}
          >
            <Camera aria-hidden className="size-3.5" /> <Trans>Open the camera</Trans>
          </Button>
        )}
        <Button pending={looking} onClick={() => photos.current?.click()}>
          <ImageUp aria-hidden className="size-3.5" /> <Trans>Choose photos</Trans>
        </Button>
        {scanned.length > 0 && (
          <Button
            variant="ghost"
            onClick={() => {
              seen.clear()
              setSight(undefined)
              claims.clearScanned()
            }}
          >
            <Trans>Clear the list</Trans>
          </Button>
        )}
        <input
          ref={photos}
          type="file"
          accept="image/*"
          multiple
          tabIndex={-1}
          aria-label={t`Photos of labels`}
          className="sr-only"
          onChange={(event) => {
            void takePhotos([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </div>
      <p role="status" className="flex min-h-6 items-start gap-2 text-sm">
        {sight && Icon ? (
          <>
            <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${TONES[sight.tone]}`} />
            <span className="min-w-0 break-words">{sight.text}</span>
          </>
        ) : (
          <span className="text-ink-3">
            {camera.state === 'asking'
              ? t`Waiting for the camera. The browser may ask you to allow it.`
              : t`Hold one label after another before the camera; each is added to the list. Pictures stay in this browser.`}
          </span>
        )}
      </p>
      {sight?.device && (
        <div>
          <Button
            onClick={() => {
              const { device } = sight
              if (device) setSight(add(device.eui, device.claim))
            }}
          >
            <Trans>It is on a gateway: use it</Trans>
          </Button>
        </div>
      )}
      {scanned.length > 0 && (
        <p className="text-sm text-ink-2">
          {scanned.length === 1 ? t`1 label scanned.` : t`${formatCount(scanned.length)} labels scanned.`}
        </p>
      )}
    </div>
  )
}
