import type { ReactNode } from 'react';
import type { Loaded } from './useLoaded.ts';

/** A part of a page with its title, what it is for, and its actions. */
export function Section({ title, lead, actions, children }: { title: string; lead?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="section" aria-label={title}>
      <header>
        <div>
          <h1>{title}</h1>
          {lead && <p className="quiet">{lead}</p>}
        </div>
        {actions && <div className="section-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** Shows a table once its rows are there; loading, failed and empty are said in words, with a next step. */
export function Rows<T>({ loaded, empty, head, children }: { loaded: Loaded<readonly T[]>; empty: string; head: readonly string[]; children: (row: T) => ReactNode }) {
  const { value, problem, reload } = loaded;
  if (problem && !value) {
    return (
      <div className="empty" role="alert">
        <p>{problem}</p>
        <button type="button" className="button" onClick={reload}>
          Try again
        </button>
      </div>
    );
  }
  if (!value) {
    return <div className="empty" aria-busy="true" />;
  }
  if (value.length === 0) {
    return <div className="empty">{empty}</div>;
  }
  return (
    <table className="rows">
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{value.map(children)}</tbody>
    </table>
  );
}

/** One cell; its title stands beside it where the table has become cards. */
export function Cell({ of, children, className }: { of: string; children?: ReactNode; className?: string }) {
  return (
    <td data-title={of} className={className}>
      {children}
    </td>
  );
}

/** A state as a shape and a word, not by colour alone. */
export function Mark({ kind, children }: { kind: 'good' | 'bad' | 'off' | 'wait'; children: ReactNode }) {
  return (
    <span className="mark" data-kind={kind}>
      {children}
    </span>
  );
}
