import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type Command, commands } from '../tools/commands.ts';

const names: Record<string, string> = { ' ': 'Space', ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', PageDown: 'PgDn', PageUp: 'PgUp', Escape: 'Esc' };

function keyName(key: string): string {
  // 'Shift++' is the plus key with Shift.
  const [, modifier, last = key] = /^(?:(.*)\+)?(.+)$/.exec(key) ?? [];
  const parts = modifier === undefined ? [last] : [modifier, last];
  return parts.map((part) => names[part] ?? part.toUpperCase()).join(' ');
}

/** The map of keys and gestures. */
export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const groups = Map.groupBy(
    commands.filter((command) => !command.id.startsWith('preset-')),
    (command: Command) => command.group,
  );
  return (
    <dialog ref={dialog} className="dialog help" aria-labelledby="help-title" onClose={onClose}>
      <header>
        <h2 id="help-title">Keys and gestures</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" />
        </button>
      </header>
      <div className="help-groups">
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {list.map((command) => (
                <div key={command.id}>
                  <dt>{command.keys.slice(0, 2).map((key) => <kbd key={key}>{keyName(key)}</kbd>)}</dt>
                  <dd>{command.title}</dd>
                </div>
              ))}
              {group === 'Window' && (
                <div>
                  <dt><kbd>1</kbd> to <kbd>9</kbd></dt>
                  <dd>CT windows, soft tissue to stroke</dd>
                </div>
              )}
            </dl>
          </section>
        ))}
        <section className="help-hands">
          <h3>Mouse and touch</h3>
          <dl>
            <div><dt>Wheel</dt><dd>Page through the stack</dd></div>
            <div><dt>Drag</dt><dd>The chosen tool; one finger too</dd></div>
            <div><dt>Right drag</dt><dd>Zoom</dd></div>
            <div><dt>Middle drag</dt><dd>Move</dd></div>
            <div><dt>Two fingers</dt><dd>Zoom and move</dd></div>
            <div><dt>Double click</dt><dd>Fit</dd></div>
          </dl>
        </section>
      </div>
    </dialog>
  );
}
