import type { Matcher } from './rule.ts'

/** A pattern that a user wrote, in RE2 syntax: it takes time in proportion to the text, whatever it is. Throws an
 *  Error that names the fault of a pattern that cannot be read. */
export async function userPattern(pattern: string, ignoreCase: boolean): Promise<Matcher> {
  const { RE2JS } = await import('re2js')
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  const names = Object.keys(compiled.namedGroups())
  return {
    exec: (text) => {
      const matcher = compiled.matcher(text)
      if (!matcher.find()) return null
      return { groups: Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined])) }
    },
  }
}
