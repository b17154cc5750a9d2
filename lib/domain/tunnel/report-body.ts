/** The document of a report in the three encodings of tunnel.md §1. */
import { XMLBuilder } from 'fast-xml-parser'
import type { ContentType } from '../connections/connection-fields.ts'
import { type FieldValue, type Report, type ReportFields, scalarText } from './report.ts'

export interface ReportBody {
  /** The value of Content-Type. */
  readonly mediaType: string
  readonly text: string
}

const NAMESPACE = 'http://uri.actility.com/lora'
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })

export function renderReport(report: Report, contentType: ContentType): ReportBody {
  if (contentType === 'xml') return { mediaType: 'application/xml; charset=utf-8', text: xml(report) }
  const fields = contentType === 'json' ? report.fields : untyped('', report.fields)
  return { mediaType: 'application/json', text: JSON.stringify({ [report.kind]: fields }) }
}

/** Every scalar becomes a string; objects and lists stay. */
function untyped(name: string, value: FieldValue): FieldValue {
  if (Array.isArray(value)) return value.map((item: FieldValue) => untyped(name, item))
  if (typeof value !== 'object') return scalarText(name, value as string | number | boolean)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untyped(key, item)]))
}

function xml({ kind, fields }: Report): string {
  const elements = xmlValue('', withTextData(fields))
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ [kind]: { '@xmlns': NAMESPACE, ...(elements as object) } })}`
}

/** CustomerData is text in XML: its JSON. */
function withTextData(fields: ReportFields): ReportFields {
  const data = fields.CustomerData
  return typeof data === 'object' ? { ...fields, CustomerData: JSON.stringify(data) } : fields
}

type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue }

function xmlValue(name: string, value: FieldValue): XmlValue {
  if (Array.isArray(value)) return value.map((item: FieldValue) => xmlValue(name, item))
  if (typeof value !== 'object') return xmlText(scalarText(name, value as string | number | boolean))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, xmlValue(key, item)]))
}

/** What XML 1.0 has no characters for becomes U+FFFD; a parser would read CR as LF. */
const xmlText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not get through
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
