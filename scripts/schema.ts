/** Writes the JSON Schemas of the documents to schema/; with --check only compares, and exits 1 where one differs. */
import { readFile, writeFile } from 'node:fs/promises'
import { documents, jsonSchema } from '../src/render/schema.ts'

const check = process.argv.includes('--check')

for (const name of Object.keys(documents) as (keyof typeof documents)[]) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url)
  const text = `${JSON.stringify(jsonSchema(name), null, 2)}\n`
  if (!check) {
    await writeFile(file, text)
    continue
  }
  const written = await readFile(file, 'utf8').catch(() => '')
  if (written === text) continue
  process.stderr.write(`schema/${name}.schema.json is not what the sources say; run: npm run schema\n`)
  process.exitCode = 1
}
