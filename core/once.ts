/** Does work when it is first asked for, and only then. */
export function once<T extends object>(work: () => T): () => T {
  let done: T | undefined;
  return () => (done ??= work());
}

/** The same for each thing that it is asked about. */
export function onceForEach<K extends object, T extends object>(work: (about: K) => T): (about: K) => T {
  const done = new WeakMap<K, T>();
  return (about) => {
    const known = done.get(about) ?? work(about);
    done.set(about, known);
    return known;
  };
}
