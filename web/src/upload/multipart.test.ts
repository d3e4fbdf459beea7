import { expect, test } from 'vitest';
import { multipart, outcomes, peek } from './multipart.ts';

function part10(uid: string): Uint8Array {
  const bytes: number[] = [...new Array<number>(128).fill(0), ...Buffer.from('DICM')];
  bytes.push(2, 0, 1, 0, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1);
  bytes.push(2, 0, 3, 0, 0x55, 0x49, uid.length, 0, ...Buffer.from(uid));
  return Uint8Array.from(bytes);
}

test('the instance UID is found behind the long form of OB', () => {
  expect(peek(part10('1.2.3\0'))).toEqual({ isPart10: true, instance: '1.2.3' });
});

test('what is no DICOM file, or ends early, is no trouble', () => {
  expect(peek(new TextEncoder().encode('hello'))).toEqual({ isPart10: false, instance: null });
  expect(peek(part10('1.2.3\0').subarray(0, 150))).toEqual({ isPart10: true, instance: null });
});

test('a body frames each file', async () => {
  const { body, contentType } = multipart([new Blob(['AB']), new Blob(['C'])], 'x');
  expect(await body.text()).toBe('--x\r\nContent-Type: application/dicom\r\n\r\nAB\r\n--x\r\nContent-Type: application/dicom\r\n\r\nC\r\n--x--\r\n');
  expect(contentType).toContain('boundary=x');
});

test('an answer tells what became of each', () => {
  const item = (uid: string, code?: number) => ({ '00081155': { Value: [uid] }, ...(code ? { '00081197': { Value: [code] } } : {}) });
  const { stored, failed } = outcomes({ '00081199': { Value: [item('1')] }, '00081198': { Value: [item('2', 0xa700)] } });
  expect([...stored]).toEqual(['1']);
  expect(failed.get('2')).toContain('full');
  expect(outcomes({ '0008119A': { Value: [{ '00081197': { Value: [0xc000] } }] } }).others[0]).toContain('damaged');
});
