import { useEffect, useSyncExternalStore } from 'react';
import type { ViewportModel } from '../viewport/viewportModel.ts';

/** Plays a viewport's loop at its pace; a frame that has not come holds the loop rather than skipping. */
export function useCine(model: ViewportModel): void {
  const playing = useSyncExternalStore(model.subscribe, () => model.get().playing);
  useEffect(() => {
    if (!playing) {
      return;
    }
    let next = performance.now();
    let request = requestAnimationFrame(function tick(now) {
      const interval = 1000 / model.get().fps;
      if (now >= next) {
        const moved = model.advance();
        next = moved && now - next < interval ? next + interval : now + interval;
      }
      request = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(request);
  }, [model, playing]);
}
