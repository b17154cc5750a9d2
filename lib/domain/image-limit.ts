/** Of a firmware image, in bytes. Apart from what reads images: the browser asks for it too, and has no Node. */
export const MAX_IMAGE_BYTES = 1024 * 1024 * 1024
