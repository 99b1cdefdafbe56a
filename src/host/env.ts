export interface Who {
  /** The user whose gateway is meant: under sudo the one who called it. */
  readonly uid: number
  readonly name: string
  readonly home: string | null
  /** Our effective uid. */
  readonly euid: number
  readonly sudo: boolean
}

export interface EnvPort {
  /** One variable, null when unset. Secrets are asked for by SecretRef, never through this. */
  get(name: string): string | null
  who(): Who
  platform(): 'darwin' | 'linux' | 'other'
  hostname(): string
  /** Whether we run in a container, by its marks; null when there are none. */
  container(): string | null
}
