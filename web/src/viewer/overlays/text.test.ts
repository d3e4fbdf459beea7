import { expect, test } from 'vitest';
import { age, date, personName, short, time } from './text.ts';

test('names read family first; an ideographic group serves where there is no other', () => {
  expect(personName('Doe^Jane^Q^Dr')).toBe('Doe, Jane Q');
  expect(personName('=山田^太郎')).toBe('山田, 太郎');
  expect(personName(undefined)).toBe('');
});

test('dates and times', () => {
  expect([date('20260131'), date('1997.01.02'), date(undefined)]).toEqual(['2026-01-31', '1997.01.02', '']);
  expect([time('101530.12'), time('101530.12', true), time('10'), time('')]).toEqual(['10:15', '10:15:30', '10:00', '']);
});

test('an age is the stated one, else counted to the day of the study', () => {
  expect([age('064Y', '19000101', '20260101'), age('003M', undefined, undefined)]).toEqual(['64 y', '3 mo']);
  expect([age(undefined, '19620314', '20260313'), age(undefined, '19620314', '20260314')]).toEqual(['63 y', '64 y']);
  expect([age(undefined, '20251220', '20260119'), age(undefined, '2026', '20260119'), age(undefined, '20270101', '20260119')]).toEqual(['0 mo', '', '']);
});

test('numbers', () => {
  expect([short(3), short(1.25), short(0.0125), short(-40.04)]).toEqual(['3', '1.3', '0.013', '-40']);
});
