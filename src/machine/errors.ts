/**
 * Failures that a person will read: each names what happened, where, and the next step.
 * Everything else that is thrown is a bug or the weather, and is shown as one sentence with "Show Log".
 */

/** `actions` are ids that the VS Code layer knows as buttons; unknown ones are not shown. */
export type ErrorAction = 'retry' | 'showLog' | 'openKnownHosts' | 'openTerminal' | 'editHost' | 'openSettings';

/** A file of this computer that the reader has to look at; lines count from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number;
}

export interface UserErrorOptions {
  /** What it means, and the next step. */
  readonly detail?: string;
  /** The message in a few words, for a narrow place: `host key changed`. */
  readonly brief?: string;
  readonly actions?: readonly ErrorAction[];
  readonly place?: Place;
  readonly cause?: unknown;
}

export class UserError extends Error {
  readonly detail: string;
  readonly brief: string | undefined;
  readonly actions: readonly ErrorAction[];
  readonly place: Place | undefined;

  /** `message`: one sentence, what happened and where. */
  constructor(message: string, { detail = '', brief, actions = [], place, cause }: UserErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.detail = detail;
    this.brief = brief;
    this.actions = actions;
    this.place = place;
  }
}

/** Nothing answered, or the answer stopped: the network, a host that is down, a closed port. */
export class Unreachable extends UserError {}
/** The connection ended while something was running there; what became of it is not known. */
export class ConnectionLost extends UserError {}
/** Every offered way to log in was refused. */
export class AuthenticationFailed extends UserError {}
/** A prompt would be needed, and none may be shown now. */
export class NeedsAnswer extends UserError {}
/** The user closed a prompt, or ended what was running. */
export class Cancelled extends UserError {}
/** The user closed the prompt for a secret: what needed it was not started. */
export class SecretNotGiven extends Cancelled {}
/** The host key is not known, and was not accepted. */
export class HostKeyUnknown extends UserError {}
/** The host offers another key than the known one, or one that was revoked. */
export class HostKeyChanged extends UserError {}
/** The script needs root, and there is no way to become root there. */
export class NeedsRoot extends UserError {}
export class DeadlineExceeded extends UserError {}
export class TooMuchOutput extends UserError {}
