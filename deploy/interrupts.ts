/** Milliseconds in which a second signal is the same wish: npm passes on what the terminal has sent already. */
const SAME_WISH = 1000;

/** Ctrl-C, a cancelled job, a closed terminal. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The wishes to stop. The first is heard in peace: what has begun is finished. The second breaks off what runs, and so does
 * SIGTERM at once, since whoever sends it does not wait long.
 */
export class Interrupts {
  private readonly listeners: ((count: number) => void)[] = [];
  private count = 0;
  private last = 0;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.hear);
  }

  /** Whether anybody wishes to stop. */
  get happened(): boolean {
    return this.count > 0;
  }

  /** Is told of each wish, with how many there were. */
  onInterrupt(listener: (count: number) => void): void {
    this.listeners.push(listener);
  }

  /** One more wish. */
  readonly hear = (signal: NodeJS.Signals = "SIGINT"): void => {
    const now = Date.now();
    if (now - this.last < SAME_WISH) return;
    this.last = now;
    this.count = signal === "SIGTERM" ? Math.max(2, this.count + 1) : this.count + 1;
    this.listeners.forEach((listener) => listener(this.count));
  };

  /** Signals end the process again. */
  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.hear);
  }
}
