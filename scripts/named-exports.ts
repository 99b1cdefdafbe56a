import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

/** In split bundles esbuild gives `await import('package')` of a CommonJS package only its default export, while
 *  Node gives the named ones too. This makes the bundle do as Node does: the names are those that Node sees. */
export const namedExports: Plugin = {
  name: 'named-exports',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData, importer }) => {
      if (
        kind !== 'dynamic-import' ||
        isBuiltin(path) ||
        pluginData === 'inside' ||
        importer.includes('node_modules')
      )
        return null
      const resolved = await build.resolve(path, { kind, resolveDir, pluginData: 'inside', importer })
      if (resolved.errors.length > 0 || resolved.external || isModule(resolved.path)) return null
      return { path, namespace: 'named-exports', pluginData: { resolveDir } }
    })
    build.onLoad({ filter: /.*/, namespace: 'named-exports' }, async ({ path, pluginData }) => {
      const names = Object.keys(await import(path)).filter(
        (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default',
      )
      const lines = names.map((name) => `export const ${name} = whole[${JSON.stringify(name)}]`)
      const contents = [`import whole from ${JSON.stringify(path)}`, ...lines, 'export default whole'].join(
        '\n',
      )
      return { contents, resolveDir: (pluginData as { resolveDir: string }).resolveDir }
    })
  },
}

/** Whether Node would load the file as an ES module. */
function isModule(file: string): boolean {
  if (file.endsWith('.mjs')) return true
  if (file.endsWith('.cjs')) return false
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      return (
        (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: string }).type ===
        'module'
      )
    } catch {}
  }
  return false
}
