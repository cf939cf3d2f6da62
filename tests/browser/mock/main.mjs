import { startMock } from './server.mjs';

const { baseUrl } = await startMock({ port: Number(process.env.PORT ?? 8099), full: process.env.EMPTY !== '1' });
console.log(`mock at ${baseUrl}, admin key test-admin`);
