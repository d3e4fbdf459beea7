import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

/** Where a development server finds Gantry; a build needs none. */
const backend = process.env['GANTRY_URL'] ?? 'http://127.0.0.1:8080';
const codecs = ['openjph', 'charls', 'openjpeg', 'libjpeg-turbo-8bit'];

export default defineConfig({
  plugins: [react()],
  // The glue of the codecs is UMD: without this the development server hangs on them without a word.
  optimizeDeps: { include: codecs.map((name) => `@cornerstonejs/codec-${name}/decodewasm`.replace('openjph/decodewasm', 'openjph')) },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // An inlined asset would be a data: URL, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'assets/manifest.json',
    chunkSizeWarningLimit: 600,
  },
  server: {
    proxy: {
      '/api': { target: backend, changeOrigin: false },
      '/dicom-web': { target: backend, changeOrigin: false },
      '/health': { target: backend, changeOrigin: false },
    },
  },
});
