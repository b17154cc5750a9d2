/**
 * Reads QR codes from the camera and from photos: with the browser's own detector where it has one (it sees several at
 * once and costs nothing), else with a decoder that is fetched when it is needed (decision 0088).
 */
interface Detector {
  detect(source: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>
}

interface DetectorClass {
  new (options: { formats: 'qr_code'[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}

/** A label fills a part of the picture: more pixels would only cost time. */
const FRAME_SIDE = 1280
/** A photo of many labels. */
const PHOTO_SIDES = [1600, 2800] as const
const PHOTO_TIME = 600

async function ownDetector(): Promise<Detector | undefined> {
  const Own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  // Some browsers have the class and nothing behind it.
  const formats = await Own?.getSupportedFormats().catch((): readonly string[] => [])
  return Own && formats?.includes('qr_code') ? new Own({ formats: ['qr_code'] }) : undefined
}

export interface QrReader {
  /** The texts of the codes in the picture that the video shows now. */
  readFrame(video: HTMLVideoElement): Promise<readonly string[]>
}

export async function openQrReader(): Promise<QrReader> {
  const own = await ownDetector()
  if (own) return { readFrame: async (video) => (await own.detect(video)).map(({ rawValue }) => rawValue) }
  const { BarcodeDetector } = await import('qr/decode.js')
  const detector = new BarcodeDetector({ formats: ['qr_code'] })
  const canvas = document.createElement('canvas')
  return {
    readFrame: async (video) => {
      draw(canvas, video, video.videoWidth, video.videoHeight, FRAME_SIDE)
      return (await detector.detect(canvas)).map(({ rawValue }) => rawValue)
    },
  }
}

/** The texts of all codes in a picture. Throws when the file is no picture that this browser can show. */
export async function readPhoto(file: Blob): Promise<readonly string[]> {
  const bitmap = await createImageBitmap(file)
  try {
    const found = await (await ownDetector())?.detect(bitmap)
    if (found && found.length > 0) return found.map(({ rawValue }) => rawValue)
    const { decodeQRBatch } = await import('qr/decode.js')
    const canvas = document.createElement('canvas')
    for (const side of PHOTO_SIDES) {
      const image = draw(canvas, bitmap, bitmap.width, bitmap.height, side)
      const [results = []] = await decodeQRBatch([image], { timeLimit: PHOTO_TIME })
      const texts = results.filter((result) => typeof result === 'string')
      if (texts.length > 0) return texts
    }
    return []
  } finally {
    bitmap.close()
  }
}

function draw(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  width: number,
  height: number,
  most: number,
): ImageData {
  const scale = Math.min(1, most / Math.max(width, height, 1))
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('the browser gives no canvas')
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
