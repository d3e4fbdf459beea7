import { useCallback, useEffect, useState } from 'react';
import { fetchAhead } from '../api/manifest.ts';
import { ApiError, whenSignedOut } from '../api/http.ts';
import { currentSession, type Session } from '../api/session.ts';
import { ChangePassword } from './ChangePassword.tsx';
import { Page, PageCode } from './Page.tsx';
import { PageNotice } from './PageNotice.tsx';
import { useRoute } from './route.ts';
import { SignIn } from './SignIn.tsx';

const viewer = new PageCode(() => import('../viewer/layout/ViewerPage.tsx'));
const administration = new PageCode(() => import('../console/ConsolePage.tsx'));
const studies = new PageCode(() => import('../studies/StudiesPage.tsx'));

// Who comes by an address of a study waits for nothing in a row: session, manifest and code are asked for at once.
const opened = /^\/studies\/([0-9][0-9.]{0,63})$/.exec(location.pathname)?.[1];
let opening: Promise<Session | null> | null = currentSession();
opening.catch(() => {});
if (opened) {
  fetchAhead(opened);
  viewer.load().catch(() => {});
}

export function App() {
  const route = useRoute();
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [problem, setProblem] = useState<ApiError | null>(null);

  const look = useCallback(() => {
    setProblem(null);
    const asked = opening ?? currentSession();
    opening = null;
    asked.then(setSession, (error: unknown) => setProblem(error instanceof ApiError ? error : new ApiError(0, String(error))));
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
      return <Page key={route.study} code={viewer} props={{ study: route.study, series: route.series }} isDark />;
    case 'studies':
      return <Page code={studies} props={{ session, onSignedOut: () => setSession(null), onHover: () => void viewer.load().catch(() => {}) }} />;
    case 'console':
      return <Page code={administration} props={{ session, section: route.section, onSession: setSession }} />;
    default:
      return <PageNotice title="There is no such page" detail="The address may be incomplete." />;
  }
}
