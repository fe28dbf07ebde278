/**
 * The SHA-256 of what was read of each file of a host, on disk: after a reload a dirty document comes back without being read again (hot
 * exit), and only what is remembered here tells whether the host's file is still the one that was edited.
 */
import * as vscode from 'vscode';

const mostBases = 500;

export class Bases {
  private loaded: Promise<Map<string, string>> | undefined;
  private writing: Promise<void> = Promise.resolve();

  /** `file` need not exist; what cannot be read there counts as empty, and then a save asks first. */
  constructor(private readonly file: vscode.Uri) {}

  async get(uri: vscode.Uri): Promise<string | undefined> {
    return (await this.load()).get(uri.toString());
  }

  /** Resolves when it is on the disk. */
  async set(uri: vscode.Uri, sha256: string): Promise<void> {
    const bases = await this.load();
    const key = uri.toString();
    if (bases.get(key) === sha256) return;
    // The last ones stay: a Map keeps the order of insertion.
    bases.delete(key);
    bases.set(key, sha256);
    for (const oldest of bases.keys()) {
      if (bases.size <= mostBases) break;
      bases.delete(oldest);
    }
    await this.write(bases);
  }

  private load(): Promise<Map<string, string>> {
    this.loaded ??= Promise.resolve(vscode.workspace.fs.readFile(this.file)).then(parse, () => new Map<string, string>());
    return this.loaded;
  }

  /** One after another, each whole or not at all. */
  private write(bases: Map<string, string>): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(async () => {
      const temporary = this.file.with({ path: `${this.file.path}.new` });
      await vscode.workspace.fs.writeFile(temporary, new TextEncoder().encode(JSON.stringify([...bases])));
      await vscode.workspace.fs.rename(temporary, this.file, { overwrite: true });
    });
    return this.writing;
  }
}

function parse(bytes: Uint8Array): Map<string, string> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return new Map(Array.isArray(value) ? value.filter(isPair) : []);
  } catch {
    return new Map();
  }
}

function isPair(item: unknown): item is [string, string] {
  return Array.isArray(item) && item.length === 2 && item.every((one) => typeof one === 'string');
}
