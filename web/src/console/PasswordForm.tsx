import { type FormEvent, useRef, useState } from 'react';
import { changePassword, type Session } from '../api/session.ts';
import { Section } from './Section.tsx';
import { messageOf } from './useLoaded.ts';

/** One's own password. */
export function PasswordForm({ session, onChanged }: { session: Session; onChanged: (session: Session) => void }) {
  const [problem, setProblem] = useState('');
  const [isDone, setDone] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const least = session.minimumPasswordLength ?? 12;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setDone(false);
    if (values.get('next') !== values.get('again')) {
      setProblem('The two new passwords differ.');
      return;
    }
    setProblem('');
    changePassword(String(values.get('current')), String(values.get('next'))).then(
      (next) => {
        form.current?.reset();
        setDone(true);
        onChanged(next);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  };

  return (
    <Section title="Password" lead="Changing it signs you out everywhere else.">
      <form ref={form} className="narrow-form" onSubmit={submit}>
        {problem && <p className="problem" role="alert">{problem}</p>}
        {isDone && <p className="done" role="status">Your password has been changed.</p>}
        <input type="hidden" name="username" autoComplete="username" value={session.user} readOnly />
        <div className="field">
          <label htmlFor="current">Present password</label>
          <input id="current" name="current" type="password" className="input" autoComplete="current-password" required />
        </div>
        <div className="field">
          <label htmlFor="next">New password, at least {least} characters</label>
          <input id="next" name="next" type="password" className="input" autoComplete="new-password" minLength={least} required />
        </div>
        <div className="field">
          <label htmlFor="again">New password again</label>
          <input id="again" name="again" type="password" className="input" autoComplete="new-password" minLength={least} required />
        </div>
        <button type="submit" className="button primary">Change the password</button>
      </form>
    </Section>
  );
}
