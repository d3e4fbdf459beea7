import { useSyncExternalStore } from 'react';

const sections = ['account', 'system', 'jobs', 'rules', 'peers', 'search', 'compression', 'users', 'tokens', 'audit'] as const;

export type ConsoleSection = (typeof sections)[number];

/** Where a reader is. The address bar is the only state of it. */
export type Route =
  | { readonly page: 'studies'; readonly query: string }
  | { readonly page: 'viewer'; readonly study: string; readonly series: string | null }
  | { readonly page: 'console'; readonly section: ConsoleSection }
  | { readonly page: 'missing' };

const uid = /^[0-9][0-9.]{0,63}$/;

export function parseRoute(path: string, search: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0 || (parts.length === 1 && parts[0] === 'studies')) {
    return { page: 'studies', query: new URLSearchParams(search).get('q') ?? '' };
  }
  if (parts.length === 2 && parts[0] === 'studies' && uid.test(parts[1] ?? '')) {
    const series = new URLSearchParams(search).get('series');
    return { page: 'viewer', study: parts[1] ?? '', series: series !== null && uid.test(series) ? series : null };
  }
  const section = sections.find((one) => (one === 'account' ? parts.join('/') === one : parts.join('/') === `console/${one}`));
  return section ? { page: 'console', section } : { page: 'missing' };
}

const listeners = new Set<() => void>();

const isList = (path: string) => parseRoute(path, '').page === 'studies';
let list = '/';

/** Back to the study list, with the search that it had. */
export function goToList(): void {
  go(list);
}

export function go(to: string, replace = false): void {
  if (isList(location.pathname)) {
    list = location.pathname + location.search;
  }
  if (replace) {
    history.replaceState(null, '', to);
  } else {
    history.pushState(null, '', to);
  }
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  const [path = '', search = ''] = address.split('?', 2);
  return parseRoute(path, search);
}
