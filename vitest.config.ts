import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'grammar-tests/**/*.test.ts', 'openapi/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
