import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/http.ts';
import { type Session, signIn } from '../api/session.ts';

export function SignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem('');
    signIn(String(form.get('user')), String(form.get('password'))).then(onSignedIn, (error: unknown) => {
      setBusy(false);
      setProblem(error instanceof ApiError ? error.message : 'Signing in failed.');
    });
  };

  return (
    <main className="entry">
      <form onSubmit={submit} aria-labelledby="sign-in">
        <div className="brand">
          <img src="/mark.svg" alt="" />
          <span>Gantry</span>
        </div>
        <h1 id="sign-in">Sign in</h1>
        {problem && <p className="problem" role="alert">{problem}</p>}
        <div className="field">
          <label htmlFor="user">User</label>
          <input id="user" name="user" className="input" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus />
        </div>
        <div className="field">
          <label htmlFor="password">Password</label>
          <input id="password" name="password" type="password" className="input" autoComplete="current-password" required />
        </div>
        <button type="submit" className="button primary" disabled={isBusy}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
