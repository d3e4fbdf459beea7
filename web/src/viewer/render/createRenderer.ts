import { Store } from '../viewport/store.ts';
import { CpuRenderer } from './cpuRenderer.ts';
import { GlRenderer } from './glRenderer.ts';
import { presented } from './presented.ts';
import type { Renderer } from './renderer.ts';

type Kind = Renderer['name'];

/** `?renderer=webgl` or `?renderer=cpu` in the address overrides the choice, for tests and for support. */
const asked = new URLSearchParams(location.search).get('renderer');

/** What viewports draw with. The first image is drawn on a plain canvas, for a WebGL context takes longer to start than one image to draw. */
export const rendererChoice = new Store<{ readonly kind: Kind }>({ kind: asked === 'webgl' ? 'webgl2' : 'cpu' });

let isDecided = asked === 'webgl' || asked === 'cpu';

/** Once the first image stands: goes over to WebGL where the machine draws it in hardware. */
export function decideRenderer(): void {
  if (isDecided) {
    return;
  }
  isDecided = true;
  void presented().then(() => {
    const known = localStorage.getItem(memory);
    if (known !== null) {
      decide(known === hardware);
    } else if ('requestIdleCallback' in window) {
      requestIdleCallback(findOut, { timeout: 5000 });
    } else {
      setTimeout(findOut, 1000);
    }
  });
}

const hardware = 'hardware';
/** Asking takes a software rasteriser a good part of a second, so a browser is asked once. */
const memory = `gantry.webgl ${navigator.userAgent}`;

function findOut(): void {
  const isHardware = !isGlSoftware();
  localStorage.setItem(memory, isHardware ? hardware : 'software');
  decide(isHardware);
}

function decide(isHardware: boolean): void {
  if (isHardware) {
    rendererChoice.set({ kind: 'webgl2' });
  }
}

/** Is WebGL drawn by the processor? Then the canvas does the same work faster. */
function isGlSoftware(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return !gl || /swiftshader|llvmpipe|software|basic render/i.test(name);
}

export function createRenderer(canvas: HTMLCanvasElement, kind: Kind): Renderer | null {
  return (kind === 'webgl2' ? GlRenderer.create(canvas) : null) ?? CpuRenderer.create(canvas);
}
