/** Searching all logs of a host for KVM failures: on the host itself, from where the last search ended. */
import { type Access, decode } from '../access';
import type { Zone } from '../facts';
import { scripts } from '../scripts';
import { Gatherer } from './gatherer';
import { mergeGathered, nothingGathered } from './merge';
import { type SearchEvent, searchEvent } from './output';
import type { Gathered, SearchRecord, SearchedSource } from './types';

/** A host with very much to unpack may take long, but not for ever. */
const deadline = 60 * 60_000;

export interface SearchProgress {
  /** `journal`, or a path. */
  readonly source: string;
  /** Of the bytes of all files, those of files that are done: 0 to 1. */
  readonly done: number;
}

export interface SearchOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
}

/** Rejects as a script does, where it does not end by itself; what cannot be read is in the record, with the reason. */
export async function searchFailures(access: Access, next: SearchRecord['next'] | undefined, { signal, onProgress }: SearchOptions = {}): Promise<SearchRecord> {
  let ending: { readonly code: number; readonly stderr: Uint8Array } | undefined;
  const reading = new Reading(onProgress);
  const options = { priority: 'user', deadline, onEnd: (end: typeof ending) => (ending = end), ...(signal ? { signal } : {}) } as const;
  for await (const line of access.lines(scripts.searchFailures, [next?.cursor ?? '', ...(next?.files ?? [])], options)) {
    const event = searchEvent(decode(line));
    if (event) reading.take(event);
  }
  if (ending && ending.code !== 0) throw access.failed(scripts.searchFailures, ending.code, ending.stderr);
  return reading.record(next);
}

interface File {
  readonly size: number;
  readonly modifiedAt: number;
}

class Reading {
  private readonly at = Date.now();
  private zone: Zone = { name: 'Etc/UTC', offset: '+0000' };
  private readonly files = new Map<string, File>();
  private readonly sources: SearchedSource[] = [];
  private readonly nextFiles: string[] = [];
  private cursor = '';
  private gathered: Gathered = nothingGathered;
  private bytesDone = 0;
  private current: SearchedSource | undefined;
  private gatherer: Gatherer | undefined;

  constructor(private readonly onProgress: SearchOptions['onProgress']) {}

  take(event: SearchEvent): void {
    switch (event.kind) {
      case 'zone':
        this.zone = event;
        break;
      case 'file':
        this.files.set(event.path, { size: event.size, modifiedAt: event.modifiedAt });
        break;
      case 'source':
        this.begin(event.source);
        break;
      case 'since':
        if (this.current) this.current = { ...this.current, since: event.time };
        break;
      case 'next':
        this.takeNext(event.next);
        break;
      case 'line':
        // A packed file's own id comes before its lines; the journal needs none.
        this.gatherer ??= new Gatherer(this.current?.id ?? '');
        this.gatherer.add(event.line);
        break;
      case 'end':
        this.end(event.unknown);
        break;
    }
  }

  /** What this search gave. A source that was not read to its end is read again: it may be readable then. */
  record(before: SearchRecord['next'] | undefined): SearchRecord {
    return { at: this.at, ...this.gathered, sources: this.sources, next: { cursor: this.cursor === '' ? before?.cursor ?? '' : this.cursor, files: this.nextFiles } };
  }

  private begin(source: string): void {
    const file = this.files.get(source);
    this.current = { source, ...(source === 'journal' ? { id: 'journal' } : {}), ...(file ?? {}) };
    this.gatherer = undefined;
    const total = [...this.files.values()].reduce((sum, { size }) => sum + size, 0);
    this.onProgress?.({ source, done: total === 0 ? 0 : this.bytesDone / total });
    this.bytesDone += file?.size ?? 0;
  }

  private takeNext(next: string): void {
    if (this.current?.source === 'journal') this.cursor = next;
    else if (this.current) {
      this.current = { ...this.current, id: next.slice(0, next.lastIndexOf(':')) };
      this.nextFiles.push(next);
    }
  }

  private end(unknown: string | undefined): void {
    const { current } = this;
    if (!current) return;
    if (unknown !== undefined && current.source === 'journal') this.cursor = '';
    else if (unknown !== undefined && current.id !== undefined) this.nextFiles.pop();
    if (this.gatherer) this.gathered = mergeGathered(this.gathered, this.gatherer.finish(current.modifiedAt ?? this.at, this.zone));
    this.sources.push(unknown === undefined ? current : { ...current, unknown });
    this.current = undefined;
    this.gatherer = undefined;
  }
}
