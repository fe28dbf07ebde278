/** Builds the root file systems of the test hosts that are not in the cache yet, so that no test waits for one. */
import { load } from './load.mjs';

const { canBoot, ensureImage, releases, startFront } = await load('test/hosts/index.ts');
const { ok, reason } = canBoot();
if (ok) {
  const front = await startFront();
  try {
    for (const { suite } of Object.values(releases)) {
      const start = Date.now();
      await ensureImage(suite, front);
      if (Date.now() - start > 1000) console.log(`Built a ${suite} host in ${Math.round((Date.now() - start) / 1000)} s`);
    }
  } finally {
    await front.stop();
  }
} else console.log(`Left out: the tests on real hosts, since ${reason}`);
