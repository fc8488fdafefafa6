/**
 * Starts work on each input as it comes, up to so many at a time, and yields the results in the order of the inputs, each as soon as it is there.
 * No further input is pulled while results are not taken. Where the inputs fail, what was started is still yielded first.
 */
export async function* inOrder<I, O>(
  inputs: AsyncIterable<I>,
  most: number,
  start: (input: I) => Promise<O>,
): AsyncGenerator<O, void> {
  const iterator = inputs[Symbol.asyncIterator]();
  const started: Promise<O>[] = [];
  let failure: Failure | undefined;
  let next: Promise<Pulled<I>> | undefined = pull(iterator);
  try {
    while (next ?? started.length > 0) {
      const oldest = started[0];
      if (next && started.length < most) {
        const came: Pulled<I> | undefined = await (oldest ? Promise.race([next, oldest.then(nothing)]) : next);
        if (came) {
          if (!came.done) started.push(handled(start(came.value)));
          else if (came.value) failure = came.value;
          next = came.done ? undefined : pull(iterator);
          continue;
        }
      }
      yield await (started.shift() as Promise<O>);
    }
    if (failure) throw failure.error;
  } finally {
    // Whoever takes no more results gives up the inputs as well.
    if (next) void iterator.return?.();
  }
}

const nothing = (): undefined => undefined;

/** A failure is met when its turn comes. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(nothing);
  return promise;
}

interface Failure {
  readonly error: unknown;
}

/** The next input, or that there is none, and where the inputs failed why. */
type Pulled<I> = IteratorResult<I, Failure | undefined>;

async function pull<I>(iterator: AsyncIterator<I>): Promise<Pulled<I>> {
  try {
    const pulled = await iterator.next();
    return pulled.done ? { done: true, value: undefined } : pulled;
  } catch (error) {
    return { done: true, value: { error } };
  }
}
