import { expect, test } from 'vitest';
import { address, bytes, span, words } from './format.ts';

test('bytes keep three figures', () => {
  expect([0, 999, 1000, 1_250_000, 105_000_000, 3.2e12].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '1.3 MB', '105 MB', '3.2 TB']);
});

test('an IPv4 address is written as one', () => {
  expect([address('[::ffff:10.0.0.5]:40112'), address('::ffff:10.0.0.5'), address('[fe80::1]:104'), address(null)]).toEqual(['10.0.0.5:40112', '10.0.0.5', '[fe80::1]:104', '']);
});

test('a span has its two largest units', () => {
  expect([0.2, 59, 60, 3661, 90_000].map(span)).toEqual(['0 s', '59 s', '1 min', '1 h 1 min', '1 d 1 h']);
});

test('kinds of events become words', () => {
  expect(words('sign-in-failed')).toBe('Sign in failed');
});
