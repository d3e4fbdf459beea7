import { go } from './route.ts';

/** A page that has nothing else to show: what happened, and the next step. */
export function PageNotice({ title, detail, retry, isDark }: { title: string; detail: string; retry?: (() => void) | undefined; isDark?: boolean }) {
  return (
    <main className={isDark ? 'page-notice dark' : 'page-notice'} role="alert">
      <h1>{title}</h1>
      <p>{detail}</p>
      <div className="actions">
        {retry && (
          <button type="button" className="button primary" onClick={retry}>
            Try again
          </button>
        )}
        <button type="button" className="button" onClick={() => go('/')}>
          Study list
        </button>
      </div>
    </main>
  );
}
