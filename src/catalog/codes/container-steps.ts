import { change, look } from '../entry.ts'

/** Steps for a gateway in a container; `{runtime}` is docker or podman. */
export const seeContainer = look(
  'see what the runtime knows of it',
  '{runtime}',
  'ps',
  '--all',
  '--filter',
  'name={container}',
)
export const lastWords = look('read its last words', '{runtime}', 'logs', '--tail', '100', '{container}')
export const startContainer = change('start it', '{runtime}', 'start', '{container}')
