import type { TestProject } from 'vitest/node';
import { findOrInstallChromium } from './find-chromium';

declare module 'vitest' {
  interface ProvidedContext {
    chromiumPath: string;
  }
}

export default function provideChromium(project: TestProject) {
  project.provide('chromiumPath', findOrInstallChromium());
}
