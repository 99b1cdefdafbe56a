import type { Host } from '../../host/host.ts'

/** The version of the installed Houmao, by the metadata that Python keeps beside it (`houmao-2.1.0.dist-info` in the
 *  environment of the `houmao-mgr` on the PATH); null where that is not found. houmao-mgr itself is not run. */
export async function houmaoVersion(host: Host): Promise<string | null> {
  for (const directory of (host.env.get('PATH') ?? '').split(':').filter((part) => part.startsWith('/'))) {
    const program = await host.files.real({ path: `${directory}/houmao-mgr` })
    if (program.ok) return versionIn(host, program.path.replace(/\/bin\/[^/]+$/, '/lib'))
  }
  return null
}

async function versionIn(host: Host, lib: string): Promise<string | null> {
  for (const python of await namesIn(host, lib)) {
    if (!/^python3(\.\d+)?$/.test(python)) continue
    for (const name of await namesIn(host, `${lib}/${python}/site-packages`)) {
      const version = /^houmao-(\d[\w.+-]{0,40})\.dist-info$/.exec(name)?.[1]
      if (version) return version
    }
  }
  return null
}

async function namesIn(host: Host, path: string): Promise<readonly string[]> {
  const listed = await host.files.list({ path })
  return listed.ok ? listed.entries.map((entry) => entry.name) : []
}
