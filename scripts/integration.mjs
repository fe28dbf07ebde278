/** `npm run test:integration [-- GREP]`: runs the integration tests inside VS Code's extension host, as built before. */
import { load } from './load.mjs';

const { runIntegration } = await load('test/vscode/index.ts');
const [grep] = process.argv.slice(2);
process.exitCode = (await runIntegration({ grep })) ? 0 : 1;
