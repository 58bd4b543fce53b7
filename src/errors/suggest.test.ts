import { describe, expect, test } from 'vitest';
import { didYouMean, suggest } from './suggest.ts';

describe('suggest', () => {
  const names = ['status', 'statusChanged', 'created', 'profile', 'id', 'applications', 'connections'];
  test.each<[input: string, expected: readonly string[], why: string]>([
    ['stauts', ['status'], 'swapped letters'],
    ['STATUS', ['status'], 'case does not count'],
    ['statuschange', ['statusChanged'], 'a missing letter'],
    ['aplication', ['applications'], 'two letters missing'],
    ['xyz', [], 'nothing is close'],
    ['', [], 'nothing was typed'],
    ['a', [], 'a candidate that shares no letter is no suggestion'],
    ['change', [], 'part of a word is none'],
  ])('%s gives %j: %s', (input, expected) => {
    expect(suggest(input, names)).toEqual(expected);
  });

  test.each<[input: string, expected: readonly string[], why: string]>([
    ['users', ['application_users', 'list_application_users'], 'one word of several, the shortest name first'],
    ['User', ['application_users', 'list_application_users'], 'in the other number and case'],
    ['assignment', ['groupAssignments'], 'a word in camel case'],
    ['url', ['--server-url'], 'a word behind a dash'],
    ['acces', ['access'], 'a slip before anything else'],
    ['policy_users', [], 'an input of several words goes by its spelling alone'],
    ['id', [], 'too short to say anything'],
  ])('%s gives, by its words, %j: %s', (input, expected) => {
    const candidates = ['list_application_users', 'application_users', 'groupAssignments', '--server-url', 'access', 'a_long_id'];
    expect(suggest(input, candidates)).toEqual(expected);
  });

  test('gives at most three, nearest first, each once', () => {
    expect(suggest('users', ['userd', 'user', 'users2', 'user', 'usr', 'uses'])).toEqual(['user', 'userd', 'users2']);
  });
});

describe('didYouMean', () => {
  test.each<[candidates: readonly string[], expected: string | undefined, why: string]>([
    [['name'], 'Did you mean `name`?', 'one'],
    [['name', 'named'], 'Did you mean `name` or `named`?', 'two'],
    [['name', 'named', 'names'], 'Did you mean `name`, `named` or `names`?', 'three'],
    [['other'], undefined, 'none'],
  ])('%j gives %s: %s', (candidates, expected) => {
    expect(didYouMean('nane', candidates)).toBe(expected);
  });
});
