import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { namedExports } from './named-exports.ts'
import { unusedParts } from './unused-parts.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles the commands and every library they use into `dist/`, so that the published package depends on none; split
 *  into chunks so that each heavy library is read only where it is used (a bundle of one file starts twice as slowly,
 *  separate packages six times). The new bundle takes the place of the old one as a whole, so that whoever starts the
 *  program meanwhile gets one or the other. */
export async function build(): Promise<void> {
  const [fresh, old] = ['fresh', 'old'].map((name) => `node_modules/.cache/firstfault-${name}-${process.pid}`)
  await mkdir(`${root}/node_modules/.cache`, { recursive: true })
  try {
    await bundle(`${fresh}`)
    await rename(`${root}/dist`, `${root}/${old}`).catch(ignore('ENOENT'))
    // Not empty: another build was quicker.
    await rename(`${root}/${fresh}`, `${root}/dist`).catch(ignore('ENOTEMPTY', 'EEXIST'))
  } finally {
    for (const path of [fresh, old]) await rm(`${root}/${path}`, { recursive: true, force: true })
  }
}

const ignore =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException) => {
    if (!codes.includes(error.code ?? '')) throw error
  }

async function bundle(outdir: string): Promise<void> {
  const commands = (await readdir(`${root}/src/commands`, { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  )
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      'src/main.ts',
      'src/inngest.ts',
      'src/demo/embedded.ts',
      'src/demo/gateway-process.ts',
      ...commands.map((name) => `src/commands/${name}`),
    ],
    outbase: 'src',
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // CommonJS packages inside the bundle still call `require` for Node's own modules.
    banner: {
      js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fp}from'node:url';import{dirname as __dn}from'node:path';const require=__cr(import.meta.url),__filename=__fp(import.meta.url),__dirname=__dn(__filename);",
    },
    plugins: [unusedParts, namedExports],
    // Engines are installed by those who run a fleet.
    external: ['bullmq', 'inngest', 'pg-native', 'bufferutil', 'utf-8-validate', 'ts-node', 'tsx'],
    logLevel: 'warning',
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
