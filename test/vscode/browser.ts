/** Debian's chromium on a VS Code window. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

export interface BrowserOptions {
  /** Of the server. */
  readonly port: number;
  /** Kept between runs: secrets and what an extension remembers lie in the browser. A fresh one unless given. */
  readonly profile?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Device pixels for a pixel of the page. */
  readonly scale?: number;
}

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `PVE_DOCTOR_CHROMIUM`, else the first one on the PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return process.env.PVE_DOCTOR_CHROMIUM ?? names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

export async function openBrowser({ port, profile, size = { width: 1280, height: 800 }, scale = 1 }: BrowserOptions): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('chromium is not installed: run scripts/setup-debian.sh');
  const launch = {
    executablePath,
    // Root has no sandbox; the only page is our own server's.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
  const page = { viewport: size, deviceScaleFactor: scale };
  const browser = profile === undefined ? await chromium.launch(launch) : undefined;
  const context = browser ? await browser.newContext(page) : await chromium.launchPersistentContext(profile ?? '', { ...launch, ...page });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: `http://127.0.0.1:${port}` });
  // The window asks for half of the key that it encrypts secrets with; whoever serves a window in a browser answers that.
  await context.route('**/mint-key', (route) => route.fulfill({ status: 200, contentType: 'application/octet-stream', body: Buffer.alloc(32, 1) }));
  return {
    context,
    close: async () => {
      await context.close();
      await browser?.close();
    },
  };
}
