import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { fetchAhead } from '../api/manifest.ts';
import { ApiError, whenSignedOut } from '../api/http.ts';
import { currentSession, type Session } from '../api/session.ts';
import { ChangePassword } from './ChangePassword.tsx';
import { PageNotice } from './PageNotice.tsx';
import { useRoute } from './route.ts';
import { SignIn } from './SignIn.tsx';

const loadViewer = () => import('../viewer/layout/ViewerPage.tsx');
const ViewerPage = lazy(loadViewer);
const StudiesPage = lazy(() => import('../studies/StudiesPage.tsx'));

// Who comes by an address of a study waits for nothing in a row: session, manifest and code are asked for at once.
const opened = /^\/studies\/([0-9][0-9.]{0,63})$/.exec(location.pathname)?.[1];
if (opened) {
  fetchAhead(opened);
  void loadViewer();
}

export function App() {
  const route = useRoute();
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [problem, setProblem] = useState<ApiError | null>(null);

  const look = useCallback(() => {
    setProblem(null);
    currentSession().then(setSession, (error: unknown) => setProblem(error instanceof ApiError ? error : new ApiError(0, String(error))));
  }, []);
  useEffect(() => {
    look();
    whenSignedOut(() => setSession(null));
  }, [look]);

  if (problem) {
    return <PageNotice title="Gantry cannot be reached" detail={problem.message} retry={look} />;
  }
  if (session === undefined) {
    return null;
  }
  if (session === null) {
    return <SignIn onSignedIn={setSession} />;
  }
  if (session.mustChangePassword) {
    return <ChangePassword session={session} onChanged={setSession} />;
  }
  switch (route.page) {
    case 'viewer':
      return (
        <Suspense fallback={<div className="page-notice dark" aria-busy="true" />}>
          <ViewerPage key={route.study} study={route.study} series={route.series} />
        </Suspense>
      );
    case 'studies':
      return (
        <Suspense fallback={null}>
          <StudiesPage session={session} onSignedOut={() => setSession(null)} onHover={() => void loadViewer()} />
        </Suspense>
      );
    default:
      return <PageNotice title="There is no such page" detail="The address may be incomplete." />;
  }
}
