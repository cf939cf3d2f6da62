// Values that can be used at once and awaited for fresh ones.
//
// The editors Refit serves call `ABTestingService.calculateSignificance(a, b)` and use the result on
// the next line. Over HTTP there is no answer yet on that line. A snapshot is the bridge: it *is* the
// last known value (an ordinary array, object or string), and it has a `then`, so that
//
//     const { significant } = ABTestingService.calculateSignificance('original', 'enhanced');
//     const { significant } = await ABTestingService.calculateSignificance('original', 'enhanced');
//
// are both right: the first reads what this process last heard, the second asks the server.
// `then` is not enumerable, so printing, spreading and JSON.stringify show the value alone.

/** A value known now that can be awaited for the fresh one. */
export type Snapshot<T> = T & PromiseLike<T>;

/** Makes `value` awaitable. `value` must be an object of the snapshot's own: it is marked in place. */
export function snapshot<T extends object>(value: T, fresh: PromiseLike<T>): Snapshot<T> {
  const then: PromiseLike<T>['then'] = (onfulfilled, onrejected) => fresh.then(onfulfilled, onrejected);
  Object.defineProperty(value, 'then', { value: then, enumerable: false });
  Object.defineProperty(value, 'catch', {
    value: (onrejected: (reason: unknown) => unknown) => fresh.then(undefined, onrejected),
    enumerable: false,
  });
  return value as Snapshot<T>;
}

/** A string snapshot is a String object: it prints, joins and serialises as its text. */
export function textSnapshot(value: string, fresh: PromiseLike<string>): Snapshot<string> {
  const boxed = new String(value);
  Object.defineProperty(boxed, 'then', {
    value: (ok?: (text: string) => unknown, no?: (reason: unknown) => unknown) => fresh.then(ok, no),
    enumerable: false,
  });
  return boxed as unknown as Snapshot<string>;
}

/** A promise that reports its failure where nobody waits for it, and else leaves that to the waiter. */
export class Reported<T> implements PromiseLike<T> {
  private awaited = false;

  constructor(private readonly promise: Promise<T>, report: (error: unknown) => void) {
    promise.catch((error: unknown) => {
      if (!this.awaited) report(error);
    });
  }

  then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited = true;
    return this.promise.then(onfulfilled, onrejected);
  }

  catch<B = never>(onrejected: (reason: unknown) => B | PromiseLike<B>): Promise<T | B> {
    return this.then(undefined, onrejected);
  }

  finally(onfinally: () => void): Promise<T> {
    this.awaited = true;
    return this.promise.finally(onfinally);
  }
}
