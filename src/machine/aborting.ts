/** Promises that end with a signal. */

/** Why a signal was aborted, as an Error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The operation was cancelled.', { cause: signal.reason });
}

/** The promise, or the signal's reason as soon as it is aborted; `onAbort` then cleans up. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal, onAbort: () => void = () => undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const aborted = () => {
      onAbort();
      reject(reasonOf(signal));
    };
    if (signal.aborted) {
      promise.catch(() => undefined);
      aborted();
      return;
    }
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
