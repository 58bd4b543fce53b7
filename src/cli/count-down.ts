import type { RateLimitWait } from '../engine/public-types.ts';
import type { CommandContext } from './command-context.ts';

/** Shorter waits, in milliseconds, are not worth a line. */
const shortWait = 1_000;
const clearLine = '\r\u001b[K';

/** Counts the seconds of a wait down in one line of the terminal that standard error is; does nothing where it is none. */
export async function countDown(
  { bucket, host, milliseconds, over }: RateLimitWait,
  context: Pick<CommandContext, 'screen' | 'messages'>,
): Promise<void> {
  if (milliseconds < shortWait || !('isTTY' in context.screen) || context.screen.isTTY !== true) return;
  const end = Date.now() + milliseconds;
  const show = (): void => {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    void context.messages(`${clearLine}waiting for a rate limit of ${host} (${bucket}): ${seconds} s`);
  };
  show();
  const timer = setInterval(show, 1_000);
  await over;
  clearInterval(timer);
  await context.messages(clearLine);
}
