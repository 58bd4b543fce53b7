import { expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { hideValues } from './hide-values.ts';

test.each([
  ['a template', { variables: { pw: 'hunter22' } }, `Could not convert '{{ pw }}' to INT32`],
  ['a bind by name', { parameters: { pw: 'hunter22' } }, `Could not convert ':pw' to INT32`],
  ['a bind by place', { parameters: ['hunter22'] }, `Could not convert ':1' to INT32`],
  ['nothing', {}, `Could not convert 'hunter22' to INT32`],
])('the value of %s is not shown', (_what, options, expected) => {
  expect(hideValues(new QueryError('relational_error', `Could not convert 'hunter22' to INT32`), options).message).toBe(expected);
});

test('errors of other kinds keep their words', () => {
  const error = new QueryError('invalid_host', 'my-org.example is no host');
  expect(hideValues(error, { variables: { org: 'my-org.example' } })).toBe(error);
});
