import { randomUUID } from 'node:crypto'
import type { RandomPort } from '../random.ts'

export const random: RandomPort = { uuid: () => randomUUID() }
