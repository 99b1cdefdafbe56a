import { kubernetesPods } from './kubernetes-pods.ts'

/** The kinds of check that a configuration may use in this layer, in the order in which they are listed. */
export const kinds = { 'kubernetes-pods': kubernetesPods } as const
