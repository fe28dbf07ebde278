/** A real VS Code for tests, pictures and `npm start`. */
export { startUi, type Ui, type UiOptions } from './driver';
export { borrowHome, homeEnvironment, homeOf, makeHome } from './home';
export { ensureServer, ensureVsCode, type VsCode } from './install';
export { runIntegration, type IntegrationOptions } from './integration';
export { installVsix, startServer, type Server } from './server';
