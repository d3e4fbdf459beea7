import { useCallback, useEffect, useState } from 'react';

export interface Loaded<T> {
  /** Null until it has come. */
  readonly value: T | null;
  readonly problem: string;
  reload(): void;
}

/** What a page shows, asked for when the page opens, on demand, and every `everyMs` while it is open and seen. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, everyMs = 0): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState('');
  const [attempt, setAttempt] = useState(0);
  const reload = useCallback(() => setAttempt((before) => before + 1), []);

  useEffect(() => {
    const asked = new AbortController();
    load(asked.signal).then(
      (answer) => {
        setValue(answer);
        setProblem('');
      },
      (error: unknown) => !asked.signal.aborted && setProblem(messageOf(error)),
    );
    return () => asked.abort();
  }, [load, attempt]);

  useEffect(() => {
    if (everyMs === 0) {
      return;
    }
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);

  return { value, problem, reload };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
