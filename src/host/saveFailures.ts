/** What a save that failed says: whether the host's file is the old one, the new one or not known, and the next step. */
import { AuthenticationFailed, HostKeyChanged, HostKeyUnknown, NeedsAnswer, NeedsRoot, SecretNotGiven, Unreachable, UserError, type UserErrorOptions } from '../machine';

export interface FailedSave {
  readonly path: string;
  /** The host, as the user knows it. */
  readonly name: string;
  /** A file that was not there yet. */
  readonly isNew: boolean;
  /** An editor has the text that was not saved. */
  readonly inEditor: boolean;
}

/** These come before the script was started: on the host nothing has happened. */
const beforeTheStart = [Unreachable, AuthenticationFailed, HostKeyUnknown, HostKeyChanged, NeedsAnswer, SecretNotGiven];

/** A save that save.sh ended with `code`; `said` is what it printed, `complaint` its standard error. */
export function saveRefused(save: FailedSave, code: number, said: string, complaint: string): UserError {
  const { path, name, isNew } = save;
  const asItWas = isNew ? 'nothing was written' : 'the host’s file is as it was';
  const error = (what: string, options: UserErrorOptions) => new UserError(`${name}: ${what}`, { actions: ['retry', 'showLog'], ...options });
  const complained = complaint === '' ? '' : `${complaint.replace(/\.$/, '')}. `;
  switch (code) {
    case 4:
      return error(`${path} was not saved: the text did not arrive in full, and ${asItWas}`, { detail: again(save, '') });
    case 5:
      return error(`${path} was not saved: ${isNew ? 'its folder is not there' : 'it is not there any more, or is no file any more'}`, { detail: 'Nothing was written. Refresh the host to see which files it has.' });
    case 6:
      return error(`${path} was not saved: it leads to ${said.trim()}, which is none of apt’s sources`, { detail: 'Nothing was written. Edit that file in a terminal on the host.', actions: ['openTerminal'] });
    case 7:
      return error(`${path} was saved, but the host could not say that it is on the disk`, { detail: `${complained}${again(save, 'when the disk is well')}` });
    default:
      break;
  }
  // A signal ended the script at a moment that is not known; without an error the answer is missing.
  if (code === 0 || code > 128) return error(`${path} may not have been saved: the script on the host did not come to its end`, { detail: `${complained}${oldOrNew(save)}` });
  return error(`${path} was not saved, and ${asItWas}`, { detail: `${complained}${again(save, 'when that is mended')}` });
}

/** A save whose answer did not come. */
export function saveUnanswered(save: FailedSave, error: unknown): unknown {
  const { path, name, isNew } = save;
  if (!(error instanceof Error) || error instanceof NeedsRoot) return error;
  const options = { actions: ['retry', 'showLog'], cause: error } as const;
  if (!beforeTheStart.some((kind) => error instanceof kind)) return new UserError(`${path} may not have been saved on ${name}: ${error.message}`, { ...options, detail: oldOrNew(save) });
  return new UserError(`${path} was not saved on ${name}: ${error.message}`, { ...options, detail: `${isNew ? 'Nothing was written' : 'The host’s file is as it was'}. ${again(save, '')}` });
}

function oldOrNew(save: FailedSave): string {
  return `${save.isNew ? 'The host has the whole file or none' : 'The host has the old file or the new one'}, never a part. ${again(save, 'when the host answers')}`;
}

function again({ inEditor }: FailedSave, when: string): string {
  return `${inEditor ? 'Your text is still in the editor: save' : 'Try'} again${when === '' ? '' : ` ${when}`}.`;
}
