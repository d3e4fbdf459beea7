import type { DragTool, StudyModel } from '../studyModel.ts';
import type { ViewportModel } from '../viewport/viewportModel.ts';

const dragPixelsAnImage = 6;

/** Mouse, pen and touch on a viewport: wheel pages, drags do what the tool says, two fingers zoom and pan. */
export function attachPointer(element: HTMLElement, model: ViewportModel, study: StudyModel): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let tool: DragTool = 'window';
  let scrolled = 0;
  let wheel = 0;

  const place = (event: PointerEvent | WheelEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button > 2) {
      return;
    }
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    scrolled = 0;
    const chosen = study.get().tool;
    tool = event.button === 1 || event.shiftKey ? 'pan' : event.button === 2 || event.ctrlKey ? 'zoom' : chosen;
  };

  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = place(event);
    pointers.set(event.pointerId, now);
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const was = Math.hypot(before.x - other.x, before.y - other.y);
        const is = Math.hypot(now.x - other.x, now.y - other.y);
        model.zoom(was > 0 ? is / was : 1, (now.x + other.x) / 2, (now.y + other.y) / 2);
        model.pan(dx / 2, dy / 2);
      }
      return;
    }
    switch (tool) {
      case 'window':
        model.dragWindow(dx, dy);
        break;
      case 'pan':
        model.pan(dx, dy);
        break;
      case 'zoom':
        model.zoom(Math.exp(-dy / 150), model.get().width / 2, model.get().height / 2);
        break;
      default: {
        scrolled += dy;
        const steps = Math.trunc(scrolled / dragPixelsAnImage);
        if (steps !== 0) {
          scrolled -= steps * dragPixelsAnImage;
          model.scroll(steps);
        }
      }
    }
  };

  const up = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    if (event.ctrlKey) {
      const { x, y } = place(event);
      model.zoom(Math.exp(-event.deltaY / 300), x, y);
      return;
    }
    // A notch of a wheel is 100 or 120, a touchpad sends many small ones.
    wheel += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
    const steps = Math.abs(wheel) >= 90 ? Math.sign(wheel) * Math.max(1, Math.floor(Math.abs(wheel) / 120)) : Math.trunc(wheel / 30);
    if (steps !== 0) {
      wheel = 0;
      model.scroll(steps);
    }
  };

  const noMenu = (event: Event) => event.preventDefault();
  const fit = () => model.fit();

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('wheel', onWheel, { passive: false });
  element.addEventListener('contextmenu', noMenu);
  element.addEventListener('dblclick', fit);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('wheel', onWheel);
    element.removeEventListener('contextmenu', noMenu);
    element.removeEventListener('dblclick', fit);
  };
}
