import { Listr, ListrLogger, ProcessOutput } from 'listr2'
import { LAYERS, type LayerId } from '../core/layer.ts'
import { neutralise } from '../redact/neutralise.ts'
import type { Progress } from './progress.ts'

/** The layers as a live list on stderr, cleared at the end: the report says it all again. listr2 only displays;
 *  the walk decides. */
export function liveProgress(prefix: string): Progress {
  const ended = new Map(LAYERS.map((id) => [id, Promise.withResolvers<string>()]))
  const tasks = LAYERS.map((id) => ({
    title: `${prefix}${id}`,
    task: async (_: unknown, task: { title: string }) => {
      task.title = `${prefix}${id} ${await ended.get(id)?.promise}`
    },
  }))
  const logger = new ListrLogger({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
    useIcons: true,
  })
  const list = new Listr(tasks, {
    concurrent: false,
    registerSignalListeners: false,
    forceTTY: true,
    rendererOptions: { clearOutput: true, logger },
  })
  const shown = list.run().catch(() => {})
  const finish = (id: LayerId, words: string) => ended.get(id)?.resolve(words)
  return {
    hear: (event) => {
      if (event.type !== 'layer-ended') return
      const { layer, status, detail } = event.report
      finish(layer, neutralise(`${status}: ${detail}`).replaceAll('\n', ' ').slice(0, 60))
    },
    end: async () => {
      for (const id of LAYERS) finish(id, 'not run')
      await shown
    },
  }
}
