/**
 * Files of a host as documents of the editor. Reading never prompts (a restored window reads, too); saving replaces the
 * file whole, and only while it is still what was read.
 */
import * as vscode from 'vscode';
import { type HostSession, type SourcesFile, sha256, valueOf } from '../../host';
import { UserError } from '../../machine';
import type { Bases } from './bases';
import { type ConflictChoice, askAboutConflict } from './conflict';
import { fileScheme } from './uris';

export interface FileSessions {
  session(hostId: string): Promise<HostSession>;
  /** After a file was saved or found changed. */
  changed(hostId: string): void;
}

interface Known {
  readonly mtime: number;
  readonly size: number;
  readonly writable: boolean;
}

export class HostFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly events = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.events.event;
  /** What the last read told, so that the stats that VS Code asks for around it cost no round trip. */
  private readonly known = new Map<string, { readonly stat: Known; readonly until: number }>();

  /** What was read while the open document held another text: see `wasRead`. */
  private readonly pending = new Map<string, { readonly hash: string; readonly bytes: Uint8Array }>();
  /** As the open documents were read, byte for byte. */
  private readonly opened = new Map<string, Uint8Array>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly sessions: FileSessions,
    private readonly bases: Bases,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.mayBeRead(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.pending.delete(uri.toString());
        this.opened.delete(uri.toString());
      }),
    );
  }

  /** What the document was read from; undefined where it is not open, or was edited since before this window. */
  openedFrom(uri: vscode.Uri): Uint8Array | undefined {
    return this.opened.get(uri.toString());
  }

  dispose(): void {
    this.subscription.dispose();
    this.events.dispose();
  }

  /** Changes are found by the host's refresh: see `probed`. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  /** The host was read, its sources too: an open document whose file is another now is read again by the editor. */
  async probed(hostId: string, files: readonly SourcesFile[]): Promise<void> {
    for (const { uri } of vscode.workspace.textDocuments.filter((document) => document.uri.scheme === fileScheme && document.uri.authority === hostId)) {
      const text = files.find(({ path }) => path === uri.path)?.text;
      const base = text === undefined ? undefined : await this.bases.get(uri);
      if (!base || sha256(Buffer.from(text ?? '')) === base) continue;
      this.known.delete(uri.toString());
      this.events.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (folders.has(uri.path)) return folder;
    const fresh = this.known.get(uri.toString());
    // Before it writes VS Code compares times, which a reload that it gives up sets apart, and would ask in our place: no
    // time of edited text is later than another. It is held against what was read, by save().
    if (openDocument(uri)?.isDirty === true) return fileStat({ mtime: 0, size: fresh?.stat.size ?? 0, writable: fresh?.stat.writable ?? true });
    if (fresh && fresh.until > Date.now()) return fileStat(fresh.stat);
    return await this.translated(uri, async (session) => {
      const { kind, mtime, size } = await session.stat(uri.path);
      if (kind === 'missing') throw vscode.FileSystemError.FileNotFound(uri);
      if (kind === 'folder') return folder;
      return fileStat({ mtime, size, writable: fresh?.stat.writable ?? isText(session, uri.path) });
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return await this.translated(uri, async (session) => {
      const { bytes, sha256: hash, mtime, writable } = await session.readFile(uri.path);
      const stat = { mtime, size: bytes.length, writable: writable && isUtf8(bytes) };
      await this.wasRead(uri, hash, bytes);
      this.remember(uri, stat);
      return bytes;
    });
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (this.known.get(uri.toString())?.stat.writable === false) throw vscode.FileSystemError.NoPermissions(`${uri.path} is open to be read alone: it is not UTF-8, leads out of apt’s folder, or is not yours to write. Edit it in a terminal on the host.`);
    await this.translated(uri, async (session) => {
      const base = await this.bases.get(uri);
      await this.save(session, uri, content, base);
    });
    this.sessions.changed(uri.authority);
  }

  /** Replaces the file by a version that was kept, while it is still what the open document shows; that follows. */
  async putBack(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const session = await this.sessions.session(uri.authority);
    const outcome = await session.saveFile(uri.path, content, await this.bases.get(uri), { fromCopy: true });
    if (outcome.kind === 'conflict') throw new UserError(`${uri.path} was changed on ${session.machine.name} after it was shown`, { detail: 'Nothing was written. Try again to see what is there now.', actions: ['retry'] });
    await this.wasSaved(uri, content, outcome);
    this.events.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Breadcrumbs ask; folders of a host are not browsed here. */
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw notHere(uri);
  }

  delete(uri: vscode.Uri): never {
    throw notHere(uri);
  }

  rename(uri: vscode.Uri): never {
    throw notHere(uri);
  }

  private async save(session: HostSession, uri: vscode.Uri, content: Uint8Array, expected: string | undefined): Promise<void> {
    for (let base: string | undefined = expected; ; ) {
      const outcome = await session.saveFile(uri.path, content, base);
      if (outcome.kind === 'saved') {
        await this.wasSaved(uri, content, outcome);
        return;
      }
      const choice: ConflictChoice = await askAboutConflict(uri, session.machine.name, base === undefined);
      if (choice !== 'overwrite') {
        throw vscode.FileSystemError.Unavailable(
          `${uri.path} was not saved: it was changed on ${session.machine.name} meanwhile. Your text is still here, the host has its own.`,
        );
      }
      // What was just seen there is what may be overwritten, and nothing that comes later.
      base = outcome.sha256;
    }
  }

  private async wasSaved(uri: vscode.Uri, content: Uint8Array, { mtime, sha256: hash }: { readonly mtime: number; readonly sha256: string }): Promise<void> {
    this.pending.delete(uri.toString());
    this.opened.set(uri.toString(), content);
    await this.bases.set(uri, hash);
    this.remember(uri, { mtime, size: content.length, writable: true });
  }

  /**
   * The base of a document is what its text came from. Others read, too (Compare with Saved, another extension), and the
   * editor gives up what it read where the user typed meanwhile: so what was read counts once the open document has it.
   */
  private async wasRead(uri: vscode.Uri, hash: string, bytes: Uint8Array): Promise<void> {
    const key = uri.toString();
    const open = openDocument(uri);
    if (open && !has(open, bytes)) {
      this.pending.set(key, { hash, bytes });
      return;
    }
    this.pending.delete(key);
    this.opened.set(key, bytes);
    await this.bases.set(uri, hash);
  }

  /** By a reload or a revert the text is what was read last; by undoing it is what was read first, and keeps its base. */
  private mayBeRead(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const read = this.pending.get(key);
    if (!read || !has(document, read.bytes)) return;
    this.pending.delete(key);
    this.opened.set(key, read.bytes);
    // It is known from now on; where the disk does not take it, the next one is written with it.
    this.bases.set(document.uri, read.hash).catch(() => undefined);
  }

  private remember(uri: vscode.Uri, stat: Known): void {
    this.known.set(uri.toString(), { stat, until: Date.now() + 2_000 });
  }

  /** What a person reads when it fails is a sentence, with the next step; and never empty bytes. */
  private async translated<T>(uri: vscode.Uri, work: (session: HostSession) => Promise<T>): Promise<T> {
    try {
      return await work(await this.sessions.session(uri.authority));
    } catch (error) {
      if (error instanceof vscode.FileSystemError) throw error;
      if (!(error instanceof UserError)) throw error;
      throw vscode.FileSystemError.Unavailable([error.message, error.detail].filter(Boolean).join('. '));
    }
  }
}

/** Those above the files that are edited here: VS Code asks for them, and their host need not be. */
const folders: ReadonlySet<string> = new Set(['/', '/etc', '/etc/apt', '/etc/apt/sources.list.d', '/var', '/var/log']);
const folder: vscode.FileStat = { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };

function fileStat({ mtime, size, writable }: Known): vscode.FileStat {
  return { type: vscode.FileType.File, ctime: 0, mtime, size, ...(writable ? {} : { permissions: vscode.FilePermission.Readonly }) };
}

/** Whether the document is what was read, without a change by the user. */
function has(document: vscode.TextDocument, bytes: Uint8Array): boolean {
  return !document.isDirty && comparable(new TextDecoder().decode(bytes)) === comparable(document.getText());
}

/** The editor has one kind of line end in a document. */
function comparable(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** Before the first read the host's facts tell: VS Code shows a file as it was when it was asked for. */
function isText({ view }: HostSession, path: string): boolean {
  return valueOf(view.facts?.sources)?.find((file) => file.path === path)?.problem === undefined;
}

/** The editor would replace what is not UTF-8 by U+FFFD on saving. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function notHere(uri: vscode.Uri): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(`${uri.path}: PVE Doctor edits files that exist, and does nothing else to a host's files.`);
}
