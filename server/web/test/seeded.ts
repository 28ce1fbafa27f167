/** Random input for laws: the seed is in every failure's message, and TESTS_SEED=... replays it. */
export function law(times: number, check: (random: Random) => void): void {
  const seed = Number(process.env["TESTS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const random = new Random(seed);
  for (let time = 0; time < times; time++) {
    try {
      check(random);
    } catch (error) {
      throw new Error(`law broken at try ${time}; replay with TESTS_SEED=${seed}`, { cause: error });
    }
  }
}

/** Mulberry32: small, fast, and the same everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  of<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)] as T;
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.whole(0, most) }, make);
  }
}
