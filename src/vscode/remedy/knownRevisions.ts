/** Every revision that was released for a CPU, as the bundled list has it: what runs and what comes next stand in their line. */
import { type CpuIdentity, type MicrocodeVerdict, isKnownBad, knownHistory } from '../../microcode';
import { hex, tableDate } from '../hosts/words';
import { html, type Markup, nothing } from '../markup';

/** Nothing for a CPU that the list does not have. */
export function knownRevisions(cpu: CpuIdentity, { running, expected }: MicrocodeVerdict): Markup {
  const history = knownHistory(cpu);
  if (history.length === 0) return nothing;
  const notes = (revision: number) => [
    ...(revision === running ? ['runs now'] : []),
    ...(revision === expected?.revision && revision !== running ? ['expected'] : []),
    ...(isKnownBad(cpu, revision) ? ['reported to make trouble'] : []),
  ].join(', ');
  // The newest first, as a person looks for it.
  const rows = history.toReversed().map(({ revision, date, release }) => html`<tr><th scope="row">${hex(revision)}</th><td>${date ?? 'no date'}, since release ${release}</td><td>${notes(revision)}</td></tr>`);
  return html`<details><summary>Revisions known for this CPU, as of ${tableDate}</summary><table>${rows}</table></details>`;
}
