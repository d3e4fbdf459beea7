import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

/** A password or token that is told this once. */
export function SecretNotice({ what, secret, onDone }: { what: string; secret: string; onDone: () => void }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="secret" role="status">
      <p>{what} It is shown this once.</p>
      <code>{secret}</code>
      <div>
        <button type="button" className="button" onClick={() => void navigator.clipboard?.writeText(secret).then(() => setCopied(true), () => {})}>
          {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" className="button" onClick={onDone}>
          I have kept it
        </button>
      </div>
    </div>
  );
}
