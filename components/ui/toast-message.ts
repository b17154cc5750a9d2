export type ToastTone = 'done' | 'failed'

export interface ToastMessage {
  readonly title: string
  readonly tone: ToastTone
}
