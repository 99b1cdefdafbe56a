/** Shorter words are in too many lines to save anything. */
const SHORTEST = 4

/** The longest text that every match of a pattern (RE2 syntax) must hold, as far as a careful reading can tell; null
 *  where there is none. What stands in groups or classes, or may be left out, is not counted on. */
export function literalOf(pattern: string): string | null {
  if (pattern.includes('|') || pattern.includes('(?i') || pattern.includes('\\Q')) return null
  const flat = pattern
    .replace(/\\./g, '\u0000')
    .replace(/\[[^\]]*\]/g, '\u0000')
    .replace(/\([^()]*\)/g, '\u0000')
    .replace(/\([^()]*\)/g, '\u0000')
  if (/[()[\]]/.test(flat)) return null
  const runs = flat.replace(/[^\u0000][?*]|[^\u0000]\{/g, '\u0000').split(/[\u0000.^$+?*{}]+/)
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= SHORTEST ? longest : null
}
