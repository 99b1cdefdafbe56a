import { Chalk, type ChalkInstance } from 'chalk'
import type { LayerStatus } from '../core/report.ts'
import { neutralise } from '../redact/neutralise.ts'
import { type Times, timesIn } from './time.ts'

/** What the reader's terminal shows, and when and where the reader is. */
export interface LookOptions {
  /** Columns; kept within 40 to 200. */
  readonly width: number
  /** 0 none, 1 of 16, 2 of 256, 3 all. */
  readonly colour: 0 | 1 | 2 | 3
  readonly unicode: boolean
  /** Epoch ms; ages are told from here. */
  readonly now: number
  /** IANA name. */
  readonly timeZone: string
  /** Also notes, verification and full details. */
  readonly verbose: boolean
}

type Paint = (text: string) => string

/** How things look on this terminal. Colour and symbols never carry a meaning alone: a word always stands beside.
 *  Only colours that can be read on dark and on light grounds. */
export interface Look {
  readonly width: number
  readonly verbose: boolean
  readonly times: Times
  readonly symbols: Symbols
  /** Text from a report as one line that is safe here: no controls, and ASCII where the terminal knows no more. */
  readonly plain: (text: string) => string
  readonly bold: Paint
  readonly faint: Paint
  readonly command: Paint
  readonly status: (status: LayerStatus) => Paint
}

interface Symbols extends Readonly<Record<LayerStatus, string>> {
  readonly note: string
  readonly cut: string
}

const UNICODE: Symbols = {
  ok: '✔',
  failed: '✖',
  degraded: '▲',
  unknown: '?',
  skipped: '○',
  note: '•',
  cut: '…',
}
const ASCII: Symbols = {
  ok: '+',
  failed: 'x',
  degraded: '!',
  unknown: '?',
  skipped: '-',
  note: '-',
  cut: '...',
}

export function lookOf(options: LookOptions): Look {
  const chalk = new Chalk({ level: options.colour })
  return {
    width: Math.min(Math.max(Math.floor(options.width) || 80, 40), 200),
    verbose: options.verbose,
    times: timesIn(options.timeZone, options.now),
    symbols: options.unicode ? UNICODE : ASCII,
    plain: (text) => (options.unicode ? neutralise(text, 'fold') : ascii(neutralise(text, 'fold'))),
    bold: chalk.bold,
    faint: chalk.dim,
    command: chalk.cyan,
    status: (status) => statusPaint(chalk, status),
  }
}

function statusPaint(chalk: ChalkInstance, status: LayerStatus): Paint {
  if (status === 'failed') return chalk.bold.red
  if (status === 'unknown') return chalk.bold.cyan
  if (status === 'degraded') return chalk.magenta
  return status === 'ok' ? chalk.green : chalk.dim
}

const SPELLED: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '·': '-',
  '•': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '→': '->',
  '×': 'x',
}

/** The same in ASCII: punctuation spelled out, accents dropped, `?` for the rest. */
function ascii(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/gu, (char) => SPELLED[char] ?? char)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?')
}
