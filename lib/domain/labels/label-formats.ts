/** Sheets of labels, in millimetres: a grid on a page. */

export interface LabelFormat {
  readonly name: string
  /** For people: size, grid, and a make that fits. */
  readonly title: string
  readonly page: { readonly width: number; readonly height: number }
  readonly columns: number
  readonly rows: number
  readonly label: { readonly width: number; readonly height: number }
  /** Of the first label, from the left and the top of the page. */
  readonly left: number
  readonly top: number
  /** From one label to the next, its own size included. */
  readonly stepX: number
  readonly stepY: number
}

const A4 = { width: 210, height: 297 }
const LETTER = { width: 215.9, height: 279.4 }

export const LABEL_FORMATS: readonly LabelFormat[] = [
  {
    name: 'a4-65',
    title: 'A4, 65 labels of 38.1 × 21.2 mm (Avery L7651)',
    page: A4,
    columns: 5,
    rows: 13,
    label: { width: 38.1, height: 21.2 },
    left: 4.75,
    top: 10.7,
    stepX: 40.6,
    stepY: 21.2,
  },
  {
    name: 'a4-24',
    title: 'A4, 24 labels of 63.5 × 33.9 mm (Avery L7159)',
    page: A4,
    columns: 3,
    rows: 8,
    label: { width: 63.5, height: 33.9 },
    left: 6.45,
    top: 12.9,
    stepX: 66,
    stepY: 33.9,
  },
  {
    name: 'letter-30',
    title: 'Letter, 30 labels of 2⅝ × 1 inch (Avery 5160)',
    page: LETTER,
    columns: 3,
    rows: 10,
    label: { width: 66.675, height: 25.4 },
    left: 4.7625,
    top: 12.7,
    stepX: 69.85,
    stepY: 25.4,
  },
  {
    name: 'letter-80',
    title: 'Letter, 80 labels of 1¾ × ½ inch (Avery 5167)',
    page: LETTER,
    columns: 4,
    rows: 20,
    label: { width: 44.45, height: 12.7 },
    left: 7.1438,
    top: 12.7,
    stepX: 52.3875,
    stepY: 12.7,
  },
  {
    name: 'single-50x25',
    title: 'Single labels of 50 × 25 mm, one a page',
    page: { width: 50, height: 25 },
    columns: 1,
    rows: 1,
    label: { width: 50, height: 25 },
    left: 0,
    top: 0,
    stepX: 50,
    stepY: 25,
  },
]

export const labelFormat = (name: string): LabelFormat | undefined => LABEL_FORMATS.find((one) => one.name === name)
