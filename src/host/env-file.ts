/** A variable's value in an env file, the last assignment counts: `NAME=value`, `export NAME="value"`, `# …`. */
export function fromEnvFile(text: string, name: string): string | null {
  let value: string | null = null
  for (const line of text.split(/\r?\n/)) {
    // The value is trimmed apart: a pattern that leaves out blanks at the end is not linear.
    const parts = /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line.trim())
    if (parts?.[1] === name) value = unquoted((parts[2] ?? '').trim())
  }
  return value
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(value)
  if (quoted) return quoted[2] ?? ''
  const comment = value.search(/(?:^|\s)#/)
  return comment === -1 ? value : value.slice(0, comment).trimEnd()
}
