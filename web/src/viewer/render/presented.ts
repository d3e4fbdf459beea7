const patienceMs = 600;

/**
 * Resolves when what has been drawn is on the screen, as near as a page can know: a browser begins a frame only once the one before the last has left it.
 * In a page that is not seen, after a while.
 */
export function presented(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    let frames = 3;
    const next = () => {
      if (--frames > 0) {
        requestAnimationFrame(next);
      } else {
        clearTimeout(timer);
        resolve();
      }
    };
    requestAnimationFrame(next);
  });
}
