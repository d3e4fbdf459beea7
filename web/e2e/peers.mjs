// DCMTK's programs as peers; each ends with its test.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './browser.mjs';
import { freePort } from './server.mjs';

async function started(command, options, aeTitle, port) {
  const child = spawn(command, options, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await eventually(() => assert.equal(spawnSync('echoscu', ['-aec', aeTitle, '127.0.0.1', String(port)], { stdio: 'ignore' }).status, 0, `${command} does not answer`));
  } catch (error) {
    child.kill();
    throw error;
  }
  return { port, stop: () => (child.kill(), ended) };
}

/** storescp. With `profile`, an association configuration, it takes no more than that names. */
export async function startStorage(folder, aeTitle, { port, profile } = {}) {
  const at = port ?? (await freePort());
  mkdirSync(folder, { recursive: true });
  const limits = [];
  if (profile) {
    const file = `${folder}.cfg`;
    writeFileSync(file, profile);
    limits.push('-xf', file, 'Default');
  }
  return started('storescp', ['-aet', aeTitle, '-od', folder, ...limits, String(at)], aeTitle, at);
}

/** An association configuration that takes MR images only. */
export const mrOnly = `[[TransferSyntaxes]]
[Uncompressed]
TransferSyntax1 = LocalEndianExplicit
TransferSyntax2 = LittleEndianImplicit
[[PresentationContexts]]
[MROnly]
PresentationContext1 = VerificationSOPClass\\Uncompressed
PresentationContext2 = MRImageStorage\\Uncompressed
[[Profiles]]
[Default]
PresentationContexts = MROnly
`;

/** dcmqrscp, an archive that can be searched and that gives by C-GET and C-MOVE, with some files in it. */
export async function startArchive(folder, aeTitle, gantryPort, files) {
  const port = await freePort();
  const storage = join(folder, 'files');
  mkdirSync(storage, { recursive: true });
  const config = join(folder, 'dcmqrscp.cfg');
  writeFileSync(config, `NetworkTCPPort = ${port}
MaxPDUSize = 16384
MaxAssociations = 16
HostTable BEGIN
gantry = (GANTRY, 127.0.0.1, ${gantryPort})
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
${aeTitle} ${storage} RW (200, 1024mb) ANY
AETable END
`);
  const peer = await started('dcmqrscp', ['-c', config], aeTitle, port);
  execFileSync('storescu', ['-aec', aeTitle, '127.0.0.1', String(port), ...files], { stdio: 'pipe' });
  return peer;
}
