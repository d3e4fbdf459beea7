// One front for both viewers, so that both pay the same for it: Gantry's own pages pass through it, OHIF's files are served by it, and OHIF's DICOMweb
// requests pass through it with a token (OHIF itself cannot sign in here).
import { createReadStream, existsSync, statSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.html': 'text/html', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.ico': 'image/x-icon', '.png': 'image/png', '.woff2': 'font/woff2',
};

function config() {
  const source = {
    namespace: '@ohif/extension-default.dataSourcesModule.dicomweb', sourceName: 'dicomweb',
    configuration: {
      friendlyName: 'Gantry', name: 'gantry', wadoUriRoot: '/dicom-web', qidoRoot: '/dicom-web', wadoRoot: '/dicom-web', qidoSupportsIncludeField: true, imageRendering: 'wadors',
      thumbnailRendering: 'wadors', enableStudyLazyLoad: true, supportsFuzzyMatching: true, supportsWildcard: true, omitQuotationForMultipartRequest: true, bulkDataURI: { enabled: true },
    },
  };
  const settings = {
    routerBasename: null, extensions: [], modes: [], customizationService: {}, showStudyList: true, maxNumberOfWebWorkers: 3, showWarningMessageForCrossOrigin: false,
    showCPUFallbackMessage: false, showLoadingIndicator: true, strictZSpacingForVolumeViewport: true, investigationalUseDialog: { option: 'never' },
    defaultDataSourceName: 'dicomweb', dataSources: [source],
  };
  return `window.config = ${JSON.stringify(settings)};`;
}

/** Listens for one viewer; `ohif` is its folder, or null for Gantry's own pages. */
export function startFront({ port, upstream, token, ohif }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const pass = (incoming, outgoing) => {
    const headers = { ...incoming.headers, host: `127.0.0.1:${upstream}`, ...(ohif ? { authorization: `Bearer ${token}` } : {}) };
    const passed = request({ agent, host: '127.0.0.1', port: upstream, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  };
  const server = createServer((incoming, outgoing) => {
    const path = new URL(incoming.url, 'http://front').pathname;
    if (!ohif || path.startsWith('/dicom-web')) {
      pass(incoming, outgoing);
      return;
    }
    // What OHIF's own recipes for a web server set.
    const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };
    if (path === '/app-config.js') {
      outgoing.writeHead(200, { ...headers, 'Content-Type': 'text/javascript' }).end(config());
      return;
    }
    let file = join(ohif, normalize(path));
    if (!existsSync(file) || statSync(file).isDirectory()) {
      file = join(ohif, 'index.html');
    }
    const length = statSync(file).size;
    outgoing.writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Length': length });
    createReadStream(file).pipe(outgoing);
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() })));
}
