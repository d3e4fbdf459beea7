import { X } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { messageOf } from './useLoaded.ts';

interface Props {
  readonly title: string;
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isWide?: boolean;
  /** False while there is nothing yet that could be done. */
  readonly isReady?: boolean;
  readonly children: ReactNode;
  /** Resolves when it is done; a rejection is told and the form stays. */
  readonly onSubmit: (form: FormData) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A question in a dialogue: fields, a button that does it, and what went wrong. */
export function FormDialog({ title, action, isDangerous = false, isWide = false, isReady = true, children, onSubmit, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    onSubmit(new FormData(event.currentTarget)).then(onClose, (error: unknown) => {
      setBusy(false);
      setProblem(messageOf(error));
    });
  };

  return (
    <dialog ref={dialog} className={isWide ? 'dialog form-dialog wide' : 'dialog form-dialog'} aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" />
        </button>
      </header>
      <form onSubmit={submit}>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        {children}
        <footer>
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className={isDangerous ? 'button danger' : 'button primary'} disabled={isBusy || !isReady}>
            {action}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
