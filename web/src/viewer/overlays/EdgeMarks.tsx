import { useSyncExternalStore } from 'react';
import { edgeLetters } from '../geometry/letters.ts';
import { directions } from '../geometry/vector.ts';
import type { ViewportModel } from '../viewport/viewportModel.ts';

/** Which side of the patient lies at which edge. */
export function EdgeMarks({ model }: { model: ViewportModel }) {
  const { view } = useSyncExternalStore(model.subscribe, model.get);
  const format = model.format;
  const letters = format ? edgeLetters(directions(format.orientation) ?? format.letters ?? null, view.turns, view.flipHorizontal, view.flipVertical) : null;
  if (!letters) {
    return null;
  }
  return (
    <div className="edges" aria-hidden="true">
      <b className="edge at-top">{letters.top}</b>
      <b className="edge at-right">{letters.right}</b>
      <b className="edge at-bottom">{letters.bottom}</b>
      <b className="edge at-left">{letters.left}</b>
    </div>
  );
}
