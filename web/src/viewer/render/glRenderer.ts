import type { DecodedFrame } from '../decode/decoded.ts';
import type { Look, VoiTable } from './look.ts';
import type { Renderer } from './renderer.ts';
import { fragment, type TextureKind, vertex } from './shaders.ts';

interface Program {
  readonly program: WebGLProgram;
  readonly at: (name: string) => WebGLUniformLocation | null;
}

const voiNumbers = { LINEAR: 0, LINEAR_EXACT: 1, SIGMOID: 2 } as const;

/** WebGL2: values stay as they are in an integer texture; rescale, window, inversion and interpolation happen in the shader. */
export class GlRenderer implements Renderer {
  readonly name = 'webgl2';
  private readonly programs = new Map<TextureKind, Program>();
  private readonly texture: WebGLTexture | null;
  private readonly maxSize: number;
  private uploaded: DecodedFrame | null = null;
  private readonly table: WebGLTexture | null;
  private uploadedTable: VoiTable | null = null;

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.texture = gl.createTexture();
    this.table = gl.createTexture();
    this.maxSize = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    gl.disable(gl.DITHER);
    gl.disable(gl.DEPTH_TEST);
  }

  static create(canvas: HTMLCanvasElement): GlRenderer | null {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false, powerPreference: 'high-performance' });
    return gl ? new GlRenderer(canvas, gl) : null;
  }

  draw(frame: DecodedFrame | null, look: Look | null): boolean {
    const { gl, canvas } = this;
    if (gl.isContextLost()) {
      return false;
    }
    gl.viewport(0, 0, canvas.width, canvas.height);
    if (!frame || !look) {
      gl.clearColor(0, 0, 0, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      return true;
    }
    if (frame.columns > this.maxSize || frame.rows > this.maxSize) {
      return false;
    }
    const kind = kindOf(frame);
    const program = this.program(kind);
    if (!program) {
      return false;
    }
    gl.useProgram(program.program);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    if (this.uploaded !== frame) {
      this.upload(frame);
    }
    const m = look.toImage;
    this.useTable(look.table, program);
    gl.uniform1i(program.at('frame'), 0);
    gl.uniformMatrix3fv(program.at('toImage'), false, [m.a, m.b, 0, m.c, m.d, 0, m.e, m.f, 1]);
    gl.uniform2f(program.at('size'), frame.columns, frame.rows);
    gl.uniform1f(program.at('canvasHeight'), canvas.height);
    gl.uniform2f(program.at('rescale'), look.slope, look.intercept);
    gl.uniform2f(program.at('window'), look.centre, look.width);
    gl.uniform1i(program.at('voi'), voiNumbers[look.voi]);
    gl.uniform1i(program.at('inverted'), look.invert ? 1 : 0);
    gl.uniform1i(program.at('interpolated'), look.interpolate ? 1 : 0);
    gl.uniform1i(program.at('taps'), Math.min(4, Math.ceil(Math.hypot(m.a, m.b) - 0.05)));
    gl.uniform1i(program.at('padded'), look.padding ? 1 : 0);
    gl.uniform2f(program.at('padding'), look.padding?.[0] ?? 0, look.padding?.[1] ?? 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    return true;
  }

  dispose(): void {
    this.gl.deleteTexture(this.texture);
    this.gl.deleteTexture(this.table);
    for (const { program } of this.programs.values()) {
      this.gl.deleteProgram(program);
    }
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  /** The table lies in rows of 256, for a texture may be too narrow for 65,536 in one. */
  private useTable(table: VoiTable | null, program: Program): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.table);
    if (this.uploadedTable !== table || this.uploadedTable === null) {
      const rows = table ? Math.ceil(table.bytes.length / 256) : 1;
      const bytes = new Uint8Array(rows * 256);
      bytes.set(table?.bytes ?? []);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 256, rows, 0, gl.RED, gl.UNSIGNED_BYTE, bytes);
      this.nearest();
      this.uploadedTable = table;
    }
    gl.activeTexture(gl.TEXTURE0);
    gl.uniform1i(program.at('table'), 1);
    gl.uniform1i(program.at('tableFirst'), table?.first ?? 0);
    gl.uniform1i(program.at('tableCount'), table?.bytes.length ?? 0);
  }

  private upload(frame: DecodedFrame): void {
    const { gl } = this;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    const { rows, columns, values } = frame;
    const put = (internal: number, format: number, type: number) => gl.texImage2D(gl.TEXTURE_2D, 0, internal, columns, rows, 0, format, type, values);
    if (frame.kind === 'colour') {
      put(gl.RGB8, gl.RGB, gl.UNSIGNED_BYTE);
    } else if (values instanceof Uint8Array) {
      put(gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE);
    } else if (values instanceof Uint16Array) {
      put(gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT);
    } else if (values instanceof Int16Array) {
      put(gl.R16I, gl.RED_INTEGER, gl.SHORT);
    } else {
      put(gl.R32F, gl.RED, gl.FLOAT);
    }
    this.nearest();
    this.uploaded = frame;
  }

  private nearest(): void {
    const { gl } = this;
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
    }
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
    }
  }

  private program(kind: TextureKind): Program | null {
    const known = this.programs.get(kind);
    if (known) {
      return known;
    }
    const { gl } = this;
    const program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment(kind)]] as const) {
      const shader = gl.createShader(type);
      if (!shader) {
        return null;
      }
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
      return null;
    }
    const places = new Map<string, WebGLUniformLocation | null>();
    const made: Program = {
      program,
      at: (name) => {
        if (!places.has(name)) {
          places.set(name, gl.getUniformLocation(program, name));
        }
        return places.get(name) ?? null;
      },
    };
    this.programs.set(kind, made);
    return made;
  }
}

function kindOf(frame: DecodedFrame): TextureKind {
  if (frame.kind === 'colour') {
    return 'colour';
  }
  return frame.values instanceof Float32Array ? 'float' : frame.values instanceof Int16Array ? 'signed' : 'unsigned';
}
