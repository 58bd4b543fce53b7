import { expect, test } from 'vitest';
import { withSetting } from './settings.ts';

test('names are one whatever their case, the last value counts, NULL takes away, the old settings stay', () => {
  const none = new Map();
  const one = withSetting(none, { name: 'appId', value: 'a' });
  const two = withSetting(one, { name: 'APPID', value: 'b' });
  expect([...none]).toEqual([]);
  expect([...one]).toEqual([['appid', 'a']]);
  expect([...two]).toEqual([['appid', 'b']]);
  expect([...withSetting(two, { name: 'AppId', value: null })]).toEqual([]);
  expect([...withSetting(two, { name: 'other', value: false })]).toEqual([
    ['appid', 'b'],
    ['other', false],
  ]);
});
