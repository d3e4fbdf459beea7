import { ApiError, getJson, sendJson, setCsrf } from './http.ts';

export interface Session {
  readonly user: string;
  readonly role: string;
  readonly mustChangePassword: boolean;
  readonly csrf: string;
  readonly rights?: readonly string[];
  readonly minimumPasswordLength?: number;
}

function taken(session: Session): Session {
  setCsrf(session.csrf);
  return session;
}

/** The session of this browser; null when nobody is signed in. */
export async function currentSession(): Promise<Session | null> {
  try {
    return taken(await getJson<Session>('/api/session'));
  } catch (error) {
    if (error instanceof ApiError && error.isSignedOut) {
      return null;
    }
    throw error;
  }
}

export async function signIn(user: string, password: string): Promise<Session> {
  return taken((await sendJson<Session>('POST', '/api/session', { user, password })) as Session);
}

export async function signOut(): Promise<void> {
  await sendJson('DELETE', '/api/session', {});
  setCsrf('');
}

/** The server begins a new session for the new password. */
export async function changePassword(current: string, next: string): Promise<Session> {
  return taken((await sendJson<Session>('POST', '/api/session/password', { current, new: next })) as Session);
}
