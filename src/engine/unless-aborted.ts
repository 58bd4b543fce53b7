/** Waits for something that can be closed, but no longer than a signal allows: what comes after that is closed. Rejects with the signal's reason. */
export async function unlessAborted<T extends { close(): Promise<void> }>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    // Either it failed, or it is late: then nobody else knows of it.
    void work.then((late) => late.close()).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
