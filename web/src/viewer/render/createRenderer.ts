import { CpuRenderer } from './cpuRenderer.ts';
import { GlRenderer } from './glRenderer.ts';
import type { Renderer } from './renderer.ts';

let softwareGl: boolean | null = null;

/** Is WebGL drawn by the processor? Then the canvas does the same work faster. */
function isGlSoftware(): boolean {
  if (softwareGl === null) {
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : '';
    softwareGl = !gl || /swiftshader|llvmpipe|software|basic render/i.test(name);
    gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return softwareGl;
}

/** `?renderer=webgl` or `?renderer=cpu` in the address overrides the choice, for tests and for support. */
export function createRenderer(canvas: HTMLCanvasElement, avoidGl: boolean): Renderer | null {
  const asked = new URLSearchParams(location.search).get('renderer');
  const useCpu = avoidGl || asked === 'cpu' || (asked !== 'webgl' && isGlSoftware());
  return (useCpu ? null : GlRenderer.create(canvas)) ?? CpuRenderer.create(canvas);
}
