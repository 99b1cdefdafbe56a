import { readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { namedExports } from './named-exports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the commands into `dist/`, split into chunks so that each heavy library is read only where it is used
 *  (a bundle of one file starts twice as slowly, separate packages six times). */
export async function build(): Promise<void> {
  const commands = (await readdir(`${root}/src/commands`)).filter((name) => name.endsWith('.ts'))
  await rm(`${root}/dist`, { recursive: true, force: true })
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      'src/main.ts',
      'src/demo/embedded.ts',
      'src/demo/gateway-process.ts',
      ...commands.map((name) => `src/commands/${name}`),
    ],
    outbase: 'src',
    outdir: 'dist',
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // CommonJS packages inside the bundle still call `require` for Node's own modules.
    banner: {
      js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fp}from'node:url';import{dirname as __dn}from'node:path';const require=__cr(import.meta.url),__filename=__fp(import.meta.url),__dirname=__dn(__filename);",
    },
    plugins: [namedExports],
    external: ['pg-native', 'bufferutil', 'utf-8-validate', 'ts-node', 'tsx', 'debug'],
    logLevel: 'warning',
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
