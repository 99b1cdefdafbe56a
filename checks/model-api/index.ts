import { modelEndpoint } from './model-endpoint.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = { 'model-endpoint': modelEndpoint } as const
