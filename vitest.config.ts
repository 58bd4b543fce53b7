import { defineConfig, type ViteUserConfig } from 'vitest/config';

const shared = { testTimeout: 20_000 };

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'source',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'grammar-tests/**/*.test.ts', 'openapi/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['test/built/**'],
        },
      },
      // What runs the package as it was built, because a test runner hides mistakes that Node alone would meet.
      { test: { ...shared, name: 'built', include: ['test/built/**/*.test.ts'], globalSetup: ['test/built/build-once.ts'] } },
    ],
  },
});

export default config;
