import type { Plugin } from 'esbuild'

/** Packages whose files do nothing when they are merely loaded, and do not say so in their package.json. */
const QUIET = ['@kubernetes/client-node']

const inside = (path: string) => QUIET.some((name) => path.includes(`/node_modules/${name}/`))

/** Leaves out of the bundle what nobody uses of these packages. */
export const unusedParts: Plugin = {
  name: 'unused-parts',
  setup(build) {
    const names = QUIET.map((name) => name.replaceAll('/', '\\/')).join('|')
    build.onResolve({ filter: new RegExp(`^\\.|^(?:${names})$`) }, async (asked) => {
      const { path, kind, resolveDir, importer, pluginData } = asked
      if (pluginData === 'resolving' || !(QUIET.includes(path) || inside(importer))) return null
      const resolved = await build.resolve(path, { kind, resolveDir, importer, pluginData: 'resolving' })
      return { ...resolved, sideEffects: false }
    })
  },
}
