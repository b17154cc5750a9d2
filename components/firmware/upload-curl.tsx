'use client'

import { t } from '@lingui/core/macro'
import { SameAsCurl } from '#components/ui/disclosure.tsx'
import type { ImageNames } from '#lib/client/contracts.ts'
import { uploadPath } from '#lib/client/upload-image.ts'
import { shellWord } from '#lib/domain/signing-guide.ts'

interface UploadCurlProps {
  readonly owner: string
  /** Name of the chosen file. */
  readonly file: string | undefined
  readonly names: ImageNames
}

/** The same from a terminal; `-T` sends the file as it reads it. */
export function UploadCurl({ owner, file = 'firmware.bin', names }: UploadCurlProps) {
  const url = window.location.origin + uploadPath(owner, { ...names, version: names.version || '2.1.0', name: file })
  const command = [
    t`curl -X POST -T ${shellWord(file)} \\`,
    t`  -H "Authorization: Bearer $GATEHOUSE_TOKEN" \\`,
    t`  -H 'Content-Type: application/octet-stream' \\`,
    `  '${url.replaceAll("'", '%27')}'`,
  ].join('\n')
  return <SameAsCurl command={command} />
}
