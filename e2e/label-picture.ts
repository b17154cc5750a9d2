/** Pictures of QR codes: as a photo (BMP), and as the video of a camera (YUV4MPEG2) that shows one label after another. */
import { encode } from 'uqr'

const WIDTH = 640
const HEIGHT = 480
const MODULE = 7
const QUIET = 4

/** Luma of a code in the middle of a grey picture; without text, the picture alone. */
function drawLuma(text: string | undefined): Uint8Array {
  const picture = new Uint8Array(WIDTH * HEIGHT).fill(150)
  if (text === undefined) return picture
  const { data, size } = encode(text, { ecc: 'M', border: QUIET })
  const [left, top] = [Math.floor((WIDTH - size * MODULE) / 2), Math.floor((HEIGHT - size * MODULE) / 2)]
  for (let y = 0; y < size * MODULE; y++) {
    for (let x = 0; x < size * MODULE; x++) {
      const dark = data[Math.floor(y / MODULE)]?.[Math.floor(x / MODULE)]
      picture[(top + y) * WIDTH + left + x] = dark ? 20 : 235
    }
  }
  return picture
}

/** 24-bit BMP, top row first. */
export function labelPhoto(text: string | undefined): Buffer {
  const luma = drawLuma(text)
  const header = Buffer.alloc(54)
  header.write('BM', 'latin1')
  header.writeUInt32LE(54 + luma.length * 3, 2)
  header.writeUInt32LE(54, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(WIDTH, 18)
  header.writeInt32LE(-HEIGHT, 22)
  header.writeUInt16LE(1, 26)
  header.writeUInt16LE(24, 28)
  return Buffer.concat([header, Buffer.from(Array.from(luma).flatMap((value) => [value, value, value]))])
}

/** Each label for a second, with a picture without a code between them; the camera plays it again and again. */
export function labelVideo(texts: readonly string[]): Buffer {
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F5:1 Ip A1:1 C420jpeg\n`)]
  for (const text of texts.flatMap((one) => [one, undefined])) {
    const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(drawLuma(text)), chroma])
    for (let count = 0; count < (text === undefined ? 2 : 6); count++) parts.push(frame)
  }
  return Buffer.concat(parts)
}
