import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

// Bundlers drop directives of inner modules, so it is put back on each finished entry.
async function markAsClient(file: string): Promise<void> {
  await writeFile(file, `"use client";\n${await readFile(file, 'utf8')}`);
}

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  dts: true,
  target: 'es2022',
  clean: true,
  external: ['react', 'react/jsx-runtime'],
  async onSuccess() {
    await markAsClient('dist/index.js');
    await markAsClient('dist/index.cjs');
    await copyFile('src/styles.css', 'dist/styles.css');
  },
});
