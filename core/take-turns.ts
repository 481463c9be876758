/** Does something with each item, at most `limit` at a time, as {@link takeTurns} does; the results in the items' order. */
export async function inTurns<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const turns = items.map((_, i) => ({ name: String(i), after: [] }));
  await takeTurns(turns, limit, async (name) => {
    const i = Number(name);
    results[i] = await work(items[i]!);
  });
  return results;
}

/** A piece of work that waits for others, by name. */
interface Turn {
  readonly name: string;
  readonly after: readonly string[];
}

/**
 * Does each piece of work when those that it waits for are done, at most `limit` at a time, the first ones first.
 * @throws the error of the first piece that throws, when all that has been started is done
 */
export async function takeTurns(
  turns: readonly Turn[],
  limit: number,
  work: (name: string) => Promise<unknown>,
): Promise<void> {
  const waiting = [...turns];
  const unfinished = new Set(turns.map(({ name }) => name));
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  while (unfinished.size > 0 && errors.length === 0) {
    const ready = waiting.findIndex(({ after }) => !after.some((other) => unfinished.has(other)));
    if (running.size < limit && ready >= 0) {
      const [{ name }] = waiting.splice(ready, 1) as [Turn];
      const done: Promise<void> = work(name)
        .catch((error: unknown) => void errors.push(error))
        .then(() => {
          unfinished.delete(name);
          running.delete(done);
        });
      running.add(done);
    } else if (running.size > 0) {
      await Promise.race(running);
    } else {
      throw new Error(`These wait for each other: ${[...unfinished].join(", ")}.`);
    }
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
