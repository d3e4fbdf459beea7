import { useSyncExternalStore } from 'react';
import type { ViewportModel } from './viewportModel.ts';

/** The place in the stack, at the viewport's right edge. */
export function FrameSlider({ model }: { model: ViewportModel }) {
  const { set, index } = useSyncExternalStore(model.subscribe, model.get);
  return (
    <input
      type="range"
      className="frame-slider"
      aria-label="Image in the stack"
      min={0}
      max={(set?.frames.length ?? 1) - 1}
      value={index}
      tabIndex={-1}
      onChange={(event) => model.scrollTo(event.currentTarget.valueAsNumber)}
    />
  );
}
