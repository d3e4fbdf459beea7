// Starts the real program on a fresh folder and on free ports.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
export const password = 'first-light-of-the-day';

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-e2e-'));
  const [httpPort, dicomPort] = [await freePort(), await freePort()];
  const program = process.env.GANTRY_PROGRAM ?? join(root, 'artifacts/app/Gantry.dll');
  const options = ['serve', '--data', join(folder, 'data'), '--http-port', String(httpPort), '--dicom-port', String(dicomPort), '--ae-title', 'GANTRY'];
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
    url, dicomPort, folder,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
