// Flume's Thrift protocol with the npm package thrift: client PORT PROTOCOL, or server PROTOCOL, which says its port and each event.
const thrift = require('thrift'), net = require('net');
const { Type, MessageType } = thrift.Thrift;
const protocols = { compact: thrift.TCompactProtocol, binary: thrift.TBinaryProtocol };
const mode = process.argv[2], Protocol = protocols[process.argv[process.argv.length - 1]];

function writeEvent(p, { headers, body }) {
  p.writeStructBegin('ThriftFlumeEvent');
  p.writeFieldBegin('headers', Type.MAP, 1);
  p.writeMapBegin(Type.STRING, Type.STRING, Object.keys(headers).length);
  for (const [name, value] of Object.entries(headers)) { p.writeString(name); p.writeString(value); }
  p.writeMapEnd();
  p.writeFieldEnd();
  p.writeFieldBegin('body', Type.STRING, 2);
  p.writeBinary(body);
  p.writeFieldEnd();
  p.writeFieldStop();
  p.writeStructEnd();
}

function readEvent(p) {
  const event = { headers: {} };
  p.readStructBegin();
  for (let field; (field = p.readFieldBegin()).ftype !== Type.STOP; p.readFieldEnd())
    if (field.fid === 1) {
      for (let left = p.readMapBegin().size; left > 0; left--) { const name = p.readString(); event.headers[name] = p.readString(); }
      p.readMapEnd();
    } else {
      event.body = p.readBinary();
    }
  p.readStructEnd();
  return event;
}

function readStatus(p) {
  p.readMessageBegin();
  p.readStructBegin();
  const field = p.readFieldBegin();
  const status = field.ftype === Type.I32 && field.fid === 0 ? p.readI32() : -1;
  p.readFieldEnd();
  return status;
}

function client(port) {
  const socket = net.createConnection({ host: '127.0.0.1', port });
  let sequence = 0;
  const waiting = [];
  socket.on('data', thrift.TFramedTransport.receiver(transport => waiting.shift()(readStatus(new Protocol(transport)))));
  const call = (name, events) => new Promise(resolve => {
    waiting.push(resolve);
    const p = new Protocol(new thrift.TFramedTransport(null, frame => socket.write(frame)));
    p.writeMessageBegin(name, MessageType.CALL, ++sequence);
    p.writeStructBegin('args');
    p.writeFieldBegin('events', name === 'append' ? Type.STRUCT : Type.LIST, 1);
    if (name === 'append') {
      writeEvent(p, events[0]);
    } else {
      p.writeListBegin(Type.STRUCT, events.length);
      events.forEach(event => writeEvent(p, event));
      p.writeListEnd();
    }
    p.writeFieldEnd();
    p.writeFieldStop();
    p.writeStructEnd();
    p.writeMessageEnd();
    p.flush();
  });
  (async () => {
    const answers = [
      await call('append', [{ headers: { schlüssel: 'wärt€😀' }, body: Buffer.from('single') }]),
      await call('appendBatch', [{ headers: {}, body: Buffer.alloc(0) }]),
      await call('appendBatch', Array.from({ length: 10000 }, (_, i) => ({ headers: { i: `${i % 3} ä€😀` }, body: Buffer.from(`many ${i}`) }))),
      await call('append', [{ headers: {}, body: Buffer.alloc(10 * 1024 * 1024, 'x') }]),
      ...await Promise.all(Array.from({ length: 50 }, (_, i) => call('append', [{ headers: {}, body: Buffer.from(`pipelined ${i}`) }]))),
    ];
    console.log(answers.every(status => status === 0) ? 'All is stored.' : answers.join());
    socket.end();
  })().catch(error => { console.error(error); process.exit(1); });
}

function answer(transport, socket) {
  const p = new Protocol(transport);
  const { fname, rseqid } = p.readMessageBegin();
  p.readStructBegin();
  p.readFieldBegin();
  const events = [];
  if (fname === 'append') events.push(readEvent(p));
  else for (let left = p.readListBegin().size; left > 0; left--) events.push(readEvent(p));
  const refused = events.some(event => event.body.toString() === 'refuse');
  if (!refused)
    events.forEach(({ headers, body }) => console.log(`EVENT ${JSON.stringify(headers)} ${body.length > 100 ? body.length : body}`));
  const reply = new Protocol(new thrift.TFramedTransport(null, frame => socket.write(frame)));
  reply.writeMessageBegin(fname, MessageType.REPLY, rseqid);
  reply.writeStructBegin('result');
  reply.writeFieldBegin('success', Type.I32, 0);
  reply.writeI32(refused ? 1 : 0);
  reply.writeFieldEnd();
  reply.writeFieldStop();
  reply.writeStructEnd();
  reply.writeMessageEnd();
  reply.flush();
}

if (mode === 'client') {
  client(+process.argv[3]);
} else {
  const listener = net.createServer(socket => socket.on('data', thrift.TFramedTransport.receiver(transport => answer(transport, socket))).on('error', () => {}))
    .listen(0, '127.0.0.1', () => console.log(`PORT ${listener.address().port}`));
}
