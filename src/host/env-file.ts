/** A variable's value in an env file, the last assignment counts: `NAME=value`, `export NAME="value"`, `# …`. */
export function fromEnvFile(text: string, name: string): string | null {
  let value: string | null = null
  for (const line of text.split(/\r?\n/)) {
    const parts = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line)
    if (parts?.[1] === name) value = unquoted(parts[2] ?? '')
  }
  return value
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(value)
  return quoted ? (quoted[2] ?? '') : value.replace(/(^|\s+)#.*$/, '')
}
