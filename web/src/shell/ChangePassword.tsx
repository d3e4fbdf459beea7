import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/http.ts';
import { changePassword, type Session } from '../api/session.ts';

/** Asked of those who signed in with a one-time password, before anything else. */
export function ChangePassword({ session, onChanged }: { session: Session; onChanged: (session: Session) => void }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const least = session.minimumPasswordLength ?? 12;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next = String(form.get('next'));
    if (next !== String(form.get('again'))) {
      setProblem('The two new passwords differ.');
      return;
    }
    setBusy(true);
    setProblem('');
    changePassword(String(form.get('current')), next).then(onChanged, (error: unknown) => {
      setBusy(false);
      setProblem(error instanceof ApiError ? error.message : 'The password could not be changed.');
    });
  };

  return (
    <main className="entry">
      <form onSubmit={submit} aria-labelledby="change">
        <div className="brand">
          <img src="/mark.svg" alt="" />
          <span>Gantry</span>
        </div>
        <h1 id="change">Choose a password</h1>
        <p className="quiet">You signed in as {session.user} with a password that serves once. Choose your own to go on.</p>
        {problem && <p className="problem" role="alert">{problem}</p>}
        <input type="hidden" name="username" autoComplete="username" value={session.user} readOnly />
        <div className="field">
          <label htmlFor="current">Present password</label>
          <input id="current" name="current" type="password" className="input" autoComplete="current-password" required autoFocus />
        </div>
        <div className="field">
          <label htmlFor="next">New password, at least {least} characters</label>
          <input id="next" name="next" type="password" className="input" autoComplete="new-password" minLength={least} required />
        </div>
        <div className="field">
          <label htmlFor="again">New password again</label>
          <input id="again" name="again" type="password" className="input" autoComplete="new-password" minLength={least} required />
        </div>
        <button type="submit" className="button primary" disabled={isBusy}>
          Save and go on
        </button>
      </form>
    </main>
  );
}
