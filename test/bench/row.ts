/** A measured figure beside what it is compared with, and what it should be. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'MiB' | 'gateways/min'
  /** The value by the value it is compared with; null where it stands alone. */
  readonly ratio: number | null
  /** What it should be; `report` where nothing is asked of it. */
  readonly aim: string
  readonly holds: boolean
}

/** How a row is judged: `room` widens the aim where the machine is shared (1 = as it is). */
export interface Size {
  /** Bytes of the large log and of the large transcript. */
  readonly log: number
  readonly transcript: number
  /** Gateways of the fleet. */
  readonly gateways: number
  readonly runs: number
  readonly room: number
}

export const WHOLE: Size = { log: 2 * 1024 ** 3, transcript: 1024 ** 3, gateways: 1_000, runs: 9, room: 1 }
export const SHORT: Size = {
  log: 200 * 1024 ** 2,
  transcript: 100 * 1024 ** 2,
  gateways: 100,
  runs: 5,
  room: 1.8,
}

/** A row that compares two times (ms) and asks for at most `most` times the other. */
export function compared(name: string, value: number, other: number, most: number, room: number): Row {
  const ratio = Math.round((value / other) * 100) / 100
  const aim = `<= ${most}x${roomFor(room)} of ${Math.round(other)} ms`
  return { name, value: Math.round(value), unit: 'ms', ratio, aim, holds: ratio <= most * room }
}

/** A row of peak memory. */
export function memory(name: string, mebibytes: number, most: number, room: number): Row {
  const aim = `<= ${most} MiB${roomFor(room)}`
  return {
    name,
    value: Math.round(mebibytes),
    unit: 'MiB',
    ratio: null,
    aim,
    holds: mebibytes <= most * room,
  }
}

const roomFor = (room: number): string => (room > 1 ? ` (with room for ${room} times that)` : '')

/** A row that only tells. */
export function reported(name: string, value: number, other: number | null): Row {
  const ratio = other === null ? null : Math.round((value / other) * 100) / 100
  return { name, value: Math.round(value), unit: 'ms', ratio, aim: 'report', holds: true }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
