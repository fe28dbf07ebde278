/**
 * A terminal that shows a program on a host and stays open when that ends, with its exit status said: VS Code takes a
 * pseudo-terminal away that ends with an error, and its output with it.
 */
import * as vscode from 'vscode';
import type { MachineTerminal, TerminalSize } from '../../machine';

export interface FollowOptions {
  readonly name: string;
  /** Printed first: what runs, and where. */
  readonly introduction: readonly string[];
  open(size: TerminalSize): Promise<MachineTerminal>;
  /** What is said at the end. */
  ending(code: number | undefined): string;
}

const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;
const green = (text: string) => `\x1b[32m${text}\x1b[0m`;
const red = (text: string) => `\x1b[31m${text}\x1b[0m`;

/** Resolves with the exit status; undefined where the connection was lost or the terminal closed before. */
export function followInTerminal(options: FollowOptions): { readonly terminal: vscode.Terminal; readonly ended: Promise<number | undefined> } {
  const pty = new FollowPty(options);
  const terminal = vscode.window.createTerminal({ name: options.name, pty, iconPath: new vscode.ThemeIcon('pulse') });
  terminal.show();
  return { terminal, ended: pty.ended };
}

class FollowPty implements vscode.Pseudoterminal {
  private readonly writer = new vscode.EventEmitter<string>();
  private readonly closer = new vscode.EventEmitter<void>();
  private readonly namer = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.writer.event;
  readonly onDidClose = this.closer.event;
  readonly onDidChangeName = this.namer.event;
  private program: MachineTerminal | undefined;
  private over = false;
  private settle: (code: number | undefined) => void = () => undefined;
  readonly ended = new Promise<number | undefined>((resolve) => (this.settle = resolve));

  constructor(private readonly options: FollowOptions) {}

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    for (const line of this.options.introduction) this.writer.fire(`${bold(line)}\r\n`);
    void this.start(dimensions ?? { columns: 80, rows: 24 });
  }

  close(): void {
    this.program?.close();
    this.settle(undefined);
  }

  handleInput(data: string): void {
    if (this.over) this.closer.fire();
    else this.program?.write(data);
  }

  setDimensions({ columns, rows }: vscode.TerminalDimensions): void {
    this.program?.resize({ columns, rows });
  }

  private async start({ columns, rows }: vscode.TerminalDimensions): Promise<void> {
    try {
      this.program = await this.options.open({ columns, rows });
    } catch (error) {
      this.writer.fire(`${red(error instanceof Error ? error.message : String(error))}\r\n`);
      this.end(undefined);
      return;
    }
    this.program.onData((data) => this.writer.fire(data));
    this.program.onExit((code) => this.end(code));
  }

  private end(code: number | undefined): void {
    if (this.over) return;
    this.over = true;
    this.program = undefined;
    const colour = code === 0 ? green : red;
    this.writer.fire(`\r\n${colour(this.options.ending(code))}\r\nPress any key to close the terminal.\r\n`);
    this.namer.fire(`${code === 0 ? '✓' : '✗'} ${this.options.name}`);
    this.settle(code);
  }
}
