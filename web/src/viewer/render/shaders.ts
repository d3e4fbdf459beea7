export const vertex = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** The kinds of textures a frame can be. */
export type TextureKind = 'unsigned' | 'signed' | 'float' | 'colour';

const samplers: Record<TextureKind, string> = { unsigned: 'usampler2D', signed: 'isampler2D', float: 'sampler2D', colour: 'sampler2D' };

export function fragment(kind: TextureKind): string {
  const isColour = kind === 'colour';
  const value = isColour ? 'vec3' : 'float';
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${samplers[kind]};
uniform ${samplers[kind]} frame;
uniform mat3 toImage;
uniform vec2 size;
uniform float canvasHeight;
uniform vec2 rescale;
uniform vec2 window;
uniform int voi;
uniform sampler2D table;
uniform int tableFirst;
uniform int tableCount;
uniform bool inverted;
uniform bool interpolated;
uniform int taps;
uniform bool padded;
uniform vec2 padding;
out vec4 colour;

${value} texel(ivec2 at) {
  ivec2 inside = clamp(at, ivec2(0), ivec2(size) - 1);
  return ${isColour ? 'texelFetch(frame, inside, 0).rgb' : 'float(texelFetch(frame, inside, 0).r)'};
}

${value} smoothed(vec2 p) {
  vec2 q = p - 0.5;
  ivec2 base = ivec2(floor(q));
  vec2 f = q - floor(q);
  return mix(mix(texel(base), texel(base + ivec2(1, 0)), f.x), mix(texel(base + ivec2(0, 1)), texel(base + ivec2(1, 1)), f.x), f.y);
}

float grey(float value) {
  if (tableCount > 0) {
    int at = clamp(int(floor(value + 0.5)) - tableFirst, 0, tableCount - 1);
    return texelFetch(table, ivec2(at & 255, at >> 8), 0).r;
  }
  if (voi == 2) {
    return 1.0 / (1.0 + exp(-4.0 * (value - window.x) / max(window.y, 1e-6)));
  }
  if (voi == 1) {
    return clamp((value - window.x) / max(window.y, 1e-6) + 0.5, 0.0, 1.0);
  }
  if (window.y <= 1.0) {
    return value <= window.x - 0.5 ? 0.0 : 1.0;
  }
  return clamp((value - (window.x - 0.5)) / (window.y - 1.0) + 0.5, 0.0, 1.0);
}

void main() {
  vec2 canvas = vec2(gl_FragCoord.x, canvasHeight - gl_FragCoord.y);
  vec2 p = (toImage * vec3(canvas, 1.0)).xy;
  if (any(lessThan(p, vec2(0.0))) || any(greaterThanEqual(p, size))) {
    colour = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  ${value} v;
  if (!interpolated) {
    v = texel(ivec2(floor(p)));
  } else if (taps <= 1) {
    v = smoothed(p);
  } else {
    // Many image pixels lie under one of the screen: their mean, not one of them.
    v = ${value}(0.0);
    for (int y = 0; y < taps; y++) {
      for (int x = 0; x < taps; x++) {
        vec2 offset = (vec2(float(x), float(y)) + 0.5) / float(taps) - 0.5;
        v += smoothed((toImage * vec3(canvas + offset, 1.0)).xy);
      }
    }
    v /= float(taps * taps);
  }
${
  isColour
    ? '  colour = vec4(inverted ? 1.0 - v : v, 1.0);'
    : `  float nearest = texel(ivec2(floor(p)));
  if (padded && nearest >= padding.x && nearest <= padding.y) {
    colour = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  float y = grey(v * rescale.x + rescale.y);
  colour = vec4(vec3(inverted ? 1.0 - y : y), 1.0);`
}
}`;
}
