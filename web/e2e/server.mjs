// Starts the real program on a fresh folder and on free ports.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
export const password = 'first-light-of-the-day';

/** A port below those that the system gives to outgoing connections, which would take it now and then before the program has bound it. */
export async function freePort() {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 8_000);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

const given = new Set();

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

export async function startServer(aeTitle = 'GANTRY') {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-e2e-'));
  const [httpPort, dicomPort] = [await freePort(), await freePort()];
  const program = process.env.GANTRY_PROGRAM ?? join(root, 'artifacts/app/Gantry.dll');
  const options = ['serve', '--data', join(folder, 'data'), '--http-port', String(httpPort), '--dicom-port', String(dicomPort), '--ae-title', aeTitle];
  const [command, argv] = existsSync(program) ? ['dotnet', [program, ...options]] : [join(root, 'gantry'), options];
  const child = spawn(command, argv, { env: { ...process.env, GANTRY_ADMIN_PASSWORD: password }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const url = `http://127.0.0.1:${httpPort}`;
  const deadline = Date.now() + 300_000;
  for (;;) {
    const isReady = await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false);
    if (isReady) {
      break;
    }
    if (hasEnded || Date.now() > deadline) {
      throw new Error(`The server did not become ready:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url, dicomPort, folder, aeTitle,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
