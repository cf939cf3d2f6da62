import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.REFIT_URL ?? 'http://127.0.0.1:8080';
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Relative addresses throughout: the same files work at any path prefix a proxy may add.
export default defineConfig({
  base: './',
  plugins: [react()],
  resolve: {
    // The packages' sources, not their builds: one edit shows at once and needs no second build.
    alias: [
      { find: '@refit/client', replacement: here('../packages/client/src/index.ts') },
      { find: /^@refit\/react\/src\/(.*)$/, replacement: here('../packages/react/src/$1') },
      { find: /^@refit\/react$/, replacement: here('../packages/react/src/index.ts') },
    ],
  },
  build: {
    target: 'es2022',
    // The files are checked in and compiled into the server: nothing in them may vary by machine.
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    rollupOptions: {
      input: { index: here('index.html'), demo: here('demo.html') },
      output: {
        manualChunks(id) {
          if (id.includes('node_modules/fabric')) return 'fabric';
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
          return undefined;
        },
      },
    },
  },
  server: { proxy: { '/v1': server, '/api': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
