import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/http.ts';
import { fetchStudies, type StudyQuery, watchStudies } from '../api/studies.ts';
import { StudyWindows, windowSize, windowsOf } from './studyWindows.ts';

export interface StudiesState {
  readonly total: number | null;
  readonly isExact: boolean;
  readonly isLoading: boolean;
  readonly problem: ApiError | null;
  /** Studies came that are not shown yet, so that nothing moves under the reader's hand. */
  readonly hasNews: boolean;
  /** Studies that have just arrived. */
  readonly fresh: ReadonlySet<string>;
  readonly version: number;
  /** The question that the rows answer. */
  readonly of: string;
}

const initial: StudiesState = { total: null, isExact: true, isLoading: true, problem: null, hasNews: false, fresh: new Set(), version: 0, of: '' };

/** Reads the list by windows as they are looked at, and keeps it current without moving rows that the reader may be about to click. */
export function useStudies(query: StudyQuery, mayMove: () => boolean) {
  const [state, setState] = useState<StudiesState>(initial);
  const windows = useRef(new StudyWindows());
  const visible = useRef<readonly [number, number]>([0, 40]);
  const asked = useRef(new Map<number, AbortController>());
  const key = `${query.text}|${query.sort}|${query.descending}`;
  const [change, setChange] = useState<number | null>(null);

  const load = useCallback(
    (number: number, withTotal: boolean) => {
      if (asked.current.has(number)) {
        return;
      }
      const control = new AbortController();
      asked.current.set(number, control);
      // Who was given up for another question leaves that one's place alone.
      const leave = () => {
        if (asked.current.get(number) === control) {
          asked.current.delete(number);
        }
      };
      fetchStudies(query, number * windowSize, windowSize, withTotal, control.signal).then(
        (page) => {
          leave();
          if (control.signal.aborted) {
            return;
          }
          windows.current.put(number, page.studies);
          setChange((before) => before ?? page.change);
          setState((before) => ({
            ...before, isLoading: false, problem: null, version: before.version + 1, of: key,
            ...(page.total !== undefined ? { total: page.total, isExact: page.totalIsExact } : {}),
          }));
        },
        (error: unknown) => {
          leave();
          if (!control.signal.aborted) {
            setState((before) => ({ ...before, isLoading: false, problem: error instanceof ApiError ? error : new ApiError(0, String(error)) }));
          }
        },
      );
    },
    // The query by its parts: a new object with the same parts is the same question.
    [key],
  );

  const restart = useCallback(() => {
    for (const control of asked.current.values()) {
      control.abort();
    }
    asked.current.clear();
    windows.current.clear();
    setState((before) => ({ ...before, isLoading: true, hasNews: false, problem: null }));
    load(0, true);
  }, [load]);

  useEffect(() => {
    restart();
    return () => {
      for (const control of asked.current.values()) {
        control.abort();
      }
      asked.current.clear();
    };
  }, [restart]);

  const look = useCallback(
    (first: number, last: number) => {
      visible.current = [first, last];
      for (const number of windowsOf(Math.max(0, first), last)) {
        if (!windows.current.has(number)) {
          load(number, false);
        }
      }
    },
    [load],
  );

  useEffect(() => {
    if (change === null) {
      return;
    }
    let timer = 0;
    let touched = new Set<string>();
    const control = new AbortController();
    const update = () => {
      timer = 0;
      const uids = touched;
      touched = new Set();
      const number = Math.floor(visible.current[0] / windowSize);
      fetchStudies(query, number * windowSize, windowSize, true, control.signal).then(
        (page) => {
          if (control.signal.aborted) {
            return;
          }
          const isSame = windows.current.sameOrder(number, page.studies);
          if (isSame || mayMove()) {
            if (!isSame) {
              windows.current.clear();
            }
            windows.current.put(number, page.studies);
            setState((before) => ({
              ...before, version: before.version + 1, total: page.total ?? before.total, isExact: page.totalIsExact,
              hasNews: isSame && before.hasNews, fresh: isSame ? before.fresh : uids,
            }));
          } else {
            windows.current.refresh(page.studies);
            setState((before) => ({ ...before, version: before.version + 1, hasNews: true }));
          }
        },
        () => {
          // The next event tries again.
        },
      );
    };
    const stop = watchStudies(
      change,
      (event) => {
        for (const study of event.studies) {
          touched.add(study.uid);
        }
        timer ||= window.setTimeout(update, 150);
      },
      restart,
    );
    return () => {
      clearTimeout(timer);
      control.abort();
      stop();
    };
  }, [change === null, key, restart, mayMove]);

  return { state, isCurrent: state.of === key && !state.isLoading, row: (index: number) => windows.current.row(index), look, restart };
}
