import { nameOnWire } from '../catalog/lookup.ts';
import type { MethodCall } from '../request/method-call.ts';
import { jsonText } from '../values/json-text.ts';
import type { CallContext } from './call-context.ts';
import type { AnswerSource } from './row-of-answer.ts';

/**
 * Gives the cells of an answer that cannot be asked for again as JSON. Text takes any value; what another column does not hold stands in a
 * notice instead, unless it is a secret.
 */
export function tellMisfit({ method }: MethodCall, context: CallContext): NonNullable<AnswerSource['misfit']> {
  return ({ name, type, from }, value) => {
    const isSecret = method.response.columns.some((column) => nameOnWire(column) === from && column.sensitive === true);
    const instead = type === 'string' ? 'it is given as JSON' : `it is given as NULL${isSecret ? '' : ` instead of ${jsonText(value)}`}`;
    context.notice('type_mismatch', `column ${name} should be ${type}, but an answer has another type: ${instead}`);
    return type === 'string' ? jsonText(value) : null;
  };
}
