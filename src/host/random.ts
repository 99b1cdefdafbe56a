export interface RandomPort {
  /** A version 4 UUID. */
  uuid(): string
}
