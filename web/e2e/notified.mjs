// A receiver of availability notifications (PS3.4 Annex R): N-CREATE of one SOP class, and no more of DICOM than that takes.
import { createServer } from 'node:net';
import { freePort } from './server.mjs';

const availability = '1.2.840.10008.5.1.4.33';
const [request, accept, data, releaseRequest, releaseResponse] = [1, 2, 4, 5, 6];
const createRequest = 0x0140;
const createResponse = 0x8140;

/** `notices` are the data sets that came, as they are on the wire. */
export async function startNotified() {
  const port = await freePort();
  const notices = [];
  const server = createServer((socket) => {
    let came = Buffer.alloc(0);
    const message = { command: [], dataset: [] };
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      came = Buffer.concat([came, bytes]);
      while (came.length >= 6 && came.length >= 6 + came.readUInt32BE(2)) {
        const body = came.subarray(6, 6 + came.readUInt32BE(2));
        answer(socket, came[0], body, message, notices);
        came = came.subarray(6 + body.length);
      }
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, notices, stop: () => new Promise((resolve) => server.close(resolve)) };
}

function answer(socket, type, body, message, notices) {
  if (type === request) {
    socket.write(pdu(accept, Buffer.concat([body.subarray(0, 68), ...acceptItems(body.subarray(68))])));
  } else if (type === releaseRequest) {
    socket.end(pdu(releaseResponse, Buffer.alloc(4)));
  } else if (type === data) {
    for (let at = 0; at < body.length; at += 4 + body.readUInt32BE(at)) {
      const value = body.subarray(at + 4, at + 4 + body.readUInt32BE(at));
      const [context, control] = value;
      message[control & 1 ? 'command' : 'dataset'].push(value.subarray(2));
      if ((control & 3) === 2) {
        const command = Buffer.concat(message.command);
        if (field(command, 0x0100).readUInt16LE() === createRequest) {
          notices.push(Buffer.concat(message.dataset));
        }
        message.command = [];
        message.dataset = [];
        const said = response(command);
        socket.write(pdu(data, Buffer.concat([long(said.length + 2), Buffer.from([context, 3]), said])));
      }
    }
  }
}

/** Each presentation context is accepted with the first of its transfer syntaxes. */
function acceptItems(items) {
  const out = [];
  for (let at = 0; at < items.length; at += 4 + items.readUInt16BE(at + 2)) {
    const body = items.subarray(at + 4, at + 4 + items.readUInt16BE(at + 2));
    if (items[at] === 0x10) {
      out.push(item(0x10, body));
    } else if (items[at] === 0x20) {
      let syntax = 4;
      while (body[syntax] !== 0x40) {
        syntax += 4 + body.readUInt16BE(syntax + 2);
      }
      out.push(item(0x21, Buffer.concat([body.subarray(0, 1), Buffer.alloc(3), body.subarray(syntax, syntax + 4 + body.readUInt16BE(syntax + 2))])));
    }
  }
  return [...out, item(0x50, Buffer.concat([item(0x51, long(16384)), item(0x52, Buffer.from('2.25.1'))]))];
}

function response(command) {
  const elements = Buffer.concat([
    element(0x0002, Buffer.from(`${availability}`.padEnd(availability.length + (availability.length % 2), '\0'))), element(0x0100, short(createResponse)), element(0x0120, field(command, 0x0110)),
    element(0x0800, short(0x0101)), element(0x0900, short(0)), element(0x1000, field(command, 0x1000)),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([element(0x0000, length), elements]);
}

/** The value of an element of a command set: implicit VR little endian, group 0000. */
function field(command, wanted) {
  for (let at = 0; at < command.length; at += 8 + command.readUInt32LE(at + 4)) {
    if (command.readUInt16LE(at + 2) === wanted) {
      return command.subarray(at + 8, at + 8 + command.readUInt32LE(at + 4));
    }
  }
  return Buffer.alloc(0);
}

function element(number, value) {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(number, 2);
  head.writeUInt32LE(value.length, 4);
  return Buffer.concat([head, value]);
}

function item(type, body) {
  const head = Buffer.from([type, 0, 0, 0]);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

function pdu(type, body) {
  return Buffer.concat([Buffer.from([type, 0]), long(body.length), body]);
}

function long(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function short(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
