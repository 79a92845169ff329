/** The present as a signal that ticks only while somebody looks at it. */
import { Signal } from "./signal.ts";

class Ticking extends Signal<number> {
  #watchers = 0;
  #timer = 0;
  readonly #every: number;

  constructor(every: number) {
    super(Date.now());
    this.#every = every;
  }

  override readonly subscribe = (listener: () => void): (() => void) => {
    const leave = this.watch(listener);
    if (this.#watchers++ === 0) {
      this.set(Date.now());
      this.#timer = window.setInterval(() => this.set(Date.now()), this.#every);
    }
    return () => {
      leave();
      if (--this.#watchers === 0) window.clearInterval(this.#timer);
    };
  };
}

/** For running clocks. */
export const seconds = new Ticking(1_000);

/** For "5 minutes ago". */
export const halfMinutes = new Ticking(30_000);
