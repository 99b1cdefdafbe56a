import { type Outcome, skipped, unchecked } from '../core/check.ts'
import type { FileProblem } from '../host/files.ts'

/** How a check of a log ends that it cannot read. A log that is not there was never written to. */
export function withoutLog(path: string, { problem, message }: FileProblem): Outcome {
  if (problem === 'absent') return skipped(`${path} does not exist: nothing was written to it`)
  if (problem === 'denied') return unchecked(`${path} may not be read by this user`)
  if (problem === 'not-a-file') return unchecked(`${path} is not a regular file, and is not read`)
  if (problem === 'link') return unchecked(`${path} is a symbolic link, and is not followed`)
  return unchecked(`${path} cannot be read: ${message}`)
}
