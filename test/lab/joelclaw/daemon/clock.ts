const RealDate = Date
let shift = 0

/** Puts a clock of our own under `Date`, so that a daemon can live through hours in a moment: everything it then
 *  writes (transcript entries, stream ids, health) agrees on the time. Timers keep running on real time. */
export function installClock(): void {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, asClass) =>
      Reflect.construct(target, given.length > 0 ? given : [RealDate.now() + shift], asClass),
    get: (target, name) => (name === 'now' ? () => RealDate.now() + shift : Reflect.get(target, name)),
  })
}

/** Moves the clock to `ms` away from the real time; negative is the past. */
export function shiftClock(ms: number): void {
  shift = ms
}
