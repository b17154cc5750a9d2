export type ToastTone = 'done' | 'failed'

/** A button in the message, such as “Undo”. */
export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export interface ToastMessage {
  readonly title: string
  readonly tone: ToastTone
  readonly action?: ToastAction | undefined
}
