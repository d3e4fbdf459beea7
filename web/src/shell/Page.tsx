import { type ComponentType, useEffect, useState } from 'react';
import { PageNotice } from './PageNotice.tsx';

/**
 * The code of a page, fetched when it is first wanted. Not React.lazy: a Suspense boundary that has once shown its fallback
 * keeps its content back for 300 ms, which was a quarter of the time to the first image.
 */
export class PageCode<P> {
  component: ComponentType<P> | null = null;
  private loading: Promise<void> | null = null;

  constructor(private readonly fetch: () => Promise<{ readonly default: ComponentType<P> }>) {}

  load(): Promise<void> {
    this.loading ??= this.fetch().then(
      (module) => {
        this.component = module.default;
      },
      (error: unknown) => {
        this.loading = null;
        throw error;
      },
    );
    return this.loading;
  }
}

/** A page whose code may still be on its way. */
export function Page<P extends object>({ code, props, isDark = false }: { code: PageCode<P>; props: P; isDark?: boolean }) {
  const [, setLoads] = useState(0);
  const [hasFailed, setFailed] = useState(false);
  const Component = code.component;
  useEffect(() => {
    // What counts is what was rendered: the code may have come since, and nobody else would render again.
    if (!Component && !hasFailed) {
      code.load().then(() => setLoads((before) => before + 1), () => setFailed(true));
    }
  }, [code, Component, hasFailed]);

  if (hasFailed) {
    return <PageNotice title="This page could not be loaded" detail="The connection was cut, or the server has a newer version." retry={() => location.reload()} isDark={isDark} />;
  }
  return Component ? <Component {...props} /> : isDark ? <div className="page-notice dark" aria-busy="true" /> : null;
}
