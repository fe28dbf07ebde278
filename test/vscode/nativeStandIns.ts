/** JavaScript in place of VS Code's two native modules that npm carries without a built binary, so that no compiler is needed. */

/** Log files, written at once. */
const spdlog = `
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(type, name, file) {
    this.file = file;
    this.level = levels.indexOf('info');
    this.bare = false;
    mkdirSync(dirname(file), { recursive: true });
  }
  write(level, message) {
    if (level < this.level) return;
    appendFileSync(this.file, this.bare ? message : new Date().toISOString() + ' [' + levels[level] + '] ' + message + '\\n');
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() { this.bare = true; }
  setPattern() {}
  flush() {}
  drop() {}
}
levels.forEach((name, level) => {
  Logger.prototype[name] = function (message) { this.write(level, message); };
});
const create = async (name, file) => new Logger('rotating', name, file);
// One by one: only so does import() find their names.
exports.Logger = Logger;
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** VS Code looks for its parent process from JavaScript, too. */
const watchdog = `
module.exports = { start() {}, exit(code) { process.exit(code || 0); } };
`;

/** Module name → the text of its index.js. */
export const nativeStandIns: Readonly<Record<string, string>> = { '@vscode/spdlog': spdlog, '@vscode/native-watchdog': watchdog, 'native-watchdog': watchdog };
