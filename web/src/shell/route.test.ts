import { expect, test } from 'vitest';
import { parseRoute } from './route.ts';

test('the root is the study list, with its search', () => {
  expect(parseRoute('/', '?q=doe')).toEqual({ page: 'studies', query: 'doe' });
});

test('a study is opened by its UID alone', () => {
  expect(parseRoute('/studies/1.2.3', '?series=1.2.4')).toEqual({ page: 'viewer', study: '1.2.3', series: '1.2.4' });
  expect(parseRoute('/studies/1.2.3/x', '')).toEqual({ page: 'missing' });
  expect(parseRoute('/studies/..%2f', '')).toEqual({ page: 'missing' });
});

test('pages of the administration have addresses of their own', () => {
  expect(parseRoute('/console/jobs', '')).toEqual({ page: 'console', section: 'jobs' });
  expect(parseRoute('/account', '')).toEqual({ page: 'console', section: 'account' });
  expect(parseRoute('/console/account', '')).toEqual({ page: 'missing' });
  expect(parseRoute('/console/else', '')).toEqual({ page: 'missing' });
});
