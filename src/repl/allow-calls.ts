import type { Interface } from 'node:readline';
import type { QueryError } from '../errors/query-error.ts';

/** Was a statement refused for nothing but the number of its calls, so that whoever sits there may allow them? */
export function isAboutCalls(error: QueryError): boolean {
  return error.code === 'refused' && error.hint?.includes('--max-calls') === true;
}

/** Asks a person; anything but y or yes, Ctrl-C and the end of the input included, is no. */
export async function confirm(editor: Interface, question: string, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return await new Promise<boolean>((resolve) => {
    const no = (): void => resolve(false);
    signal.addEventListener('abort', no, { once: true });
    editor.once('close', no);
    editor.question(question, { signal }, (answer) => {
      signal.removeEventListener('abort', no);
      editor.off('close', no);
      resolve(/^\s*y(?:es)?\s*$/i.test(answer));
    });
  });
}
