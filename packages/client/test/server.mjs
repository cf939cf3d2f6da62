import { createServer } from 'node:http';

/** A server that answers from a list of scripted replies and remembers what it was asked. */
export async function scripted(reply) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString('utf8');
    const call = { method: request.method, url: request.url, headers: request.headers, body: text ? JSON.parse(text) : undefined };
    seen.push(call);
    const { status = 200, body = {}, headers = {}, hang = false } = (await reply(call, seen.length)) ?? {};
    if (hang) return;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}`,
    seen,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}

/** Runs a test body with such a server, and takes it down whatever happens. */
export async function withServer(reply, body) {
  const server = await scripted(reply);
  try {
    await body(server);
  } finally {
    await server.stop();
  }
}
