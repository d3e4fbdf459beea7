/**
 * Runs in the page before its own code, in both viewers alike: looks before every painted frame whether the middle of a large canvas shows anything but its ground,
 * and notes the time since the navigation began once that frame has been handed to the compositor.
 */
export function probe() {
  const probed = new OffscreenCanvas(64, 64).getContext('2d', { willReadFrequently: true });
  const look = () => {
    for (const canvas of document.querySelectorAll('canvas')) {
      if (canvas.clientWidth < 400 || canvas.clientHeight < 400 || canvas.width < 400) {
        continue;
      }
      probed.clearRect(0, 0, 64, 64);
      probed.drawImage(canvas, canvas.width / 2 - 32, canvas.height / 2 - 32, 64, 64, 0, 0, 64, 64);
      const { data } = probed.getImageData(0, 0, 64, 64);
      let lit = 0;
      for (let i = 0; i < data.length; i += 4) {
        lit += data[i] > 32 ? 1 : 0;
      }
      if (lit > 2000) {
        requestAnimationFrame(() => console.debug(`first-image ${performance.now()}`));
        return;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
