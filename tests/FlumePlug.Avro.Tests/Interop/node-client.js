// An Avro RPC client of the npm package avsc: node-client.js PORT PROTOCOL. Its protocol text is its own, so that its hash is unknown.
const avro = require('avsc'), fs = require('fs'), net = require('net');
const protocol = JSON.parse(fs.readFileSync(process.argv[3]));
const service = avro.Service.forProtocol(protocol);
const connection = net.createConnection({ host: '127.0.0.1', port: +process.argv[2] });
const client = service.createClient({ transport: connection, buffering: true });
const call = (name, argument) => new Promise((resolve, reject) =>
  client[name](argument, (error, status) => error ? reject(error) : resolve(status)));
(async () => {
  const events = Array.from({ length: 10000 }, (_, i) => ({ headers: { i: `${i % 3} ä€😀` }, body: Buffer.from(`many ${i}`) }));
  const large = Buffer.alloc(10 * 1024 * 1024, 'x');
  const answers = [
    await call('append', { headers: { schlüssel: 'wärt€😀' }, body: Buffer.from('single') }),
    await call('append', { headers: {}, body: Buffer.alloc(0) }),
    await call('appendBatch', events),
    await call('append', { headers: {}, body: large }),
    // Several under way at a time.
    ...await Promise.all(Array.from({ length: 50 }, (_, i) => call('append', { headers: {}, body: Buffer.from(`pipelined ${i}`) }))),
  ];
  console.log(answers.every(status => status === 'OK') ? 'All is stored.' : answers.join());
  connection.end();
})().catch(error => { console.error(error); process.exit(1); });
