// NLP.js behind a small HTTP server: learns what stands on standard input, then answers POST /intent.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

// {"packages": folder of node_modules, "examples": [[text, intent], …], "seconds": longest training}
const given = JSON.parse(await text(process.stdin));
const require = createRequire(`${given.packages}/`);
const { Nlp, containerBootstrap } = require('@nlpjs/basic');
const { LangZh } = require('@nlpjs/lang-zh');

const container = await containerBootstrap();
container.use(LangZh);
const nlp = new Nlp({
  container,
  languages: ['zh'],
  autoSave: false,
  autoLoad: false,
  calculateSentiment: false,
});
for (const [said, intent] of given.examples) nlp.addDocument('zh', said, intent);

const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;
let rounds = 0;
let stopped = false;
nlp.nluManager.addLanguage(['zh']);
await nlp.nluManager.train({
  // Training has no limit of time; a status of so many rounds ends it.
  log: (status) => {
    rounds = status.iterations;
    if (seconds() > given.seconds) {
      stopped = true;
      status.iterations = Number.MAX_SAFE_INTEGER;
    }
  },
});
const trained = seconds();

const server = createServer(async (request, response) => {
  const { text: said } = JSON.parse(await text(request));
  const found = await nlp.process('zh', said);
  // The likeliest intent, also where NLP.js itself would rather say none.
  const best = found.classifications.find((one) => one.intent !== 'None');
  const body = JSON.stringify({ intent: best?.intent ?? '', score: best?.score ?? 0 });
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const ready = { port: server.address().port, train_s: trained, rounds, stopped };
process.stdout.write(`READY ${JSON.stringify(ready)}\n`);
