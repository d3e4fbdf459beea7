import { expect, test } from 'vitest';
import { commandFor, commands } from './commands.ts';

const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

test('no key does two things', () => {
  const keys = commands.flatMap((command) => command.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the browser’s own shortcuts stay its own', () => {
  expect(commandFor({ ...plain, key: 'r' })?.id).toBe('turn');
  expect(commandFor({ ...plain, key: 'r', ctrlKey: true })).toBeUndefined();
  expect(commandFor({ ...plain, key: 'R', shiftKey: true })?.id).toBe('turn-left');
});
