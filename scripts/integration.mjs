/**
 * `npm run test:integration [-- [--but] GREP]`: runs the integration tests whose titles match, or with --but the others,
 * inside VS Code's extension host, as built before.
 */
import { load } from './load.mjs';

const { runIntegration } = await load('test/vscode/index.ts');
const [grep] = process.argv.slice(2).filter((word) => word !== '--but');
const others = process.argv.includes('--but');
process.exitCode = (await runIntegration({ grep, others })) ? 0 : 1;
