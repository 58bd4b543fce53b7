/**
 * Runs a task for each input, at most `width` at a time, and gives the results in the inputs' order. The first failure ends it; a reader
 * that leaves early starts no further task.
 */
export async function* orderedMap<In, Out>(inputs: Iterable<In>, width: number, task: (input: In) => Promise<Out>): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  const start = (input: In): void => {
    const result = task(input);
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
  };
  for (const input of inputs) {
    start(input);
    if (running.length < width) continue;
    const next = running.shift();
    if (next !== undefined) yield await next;
  }
  for (const rest of running) yield await rest;
}
