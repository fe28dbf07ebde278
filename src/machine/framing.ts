/** Drops what comes before a marker line: the output of profiles, banners and wrappers. */
export class Framing {
  private readonly marker: Buffer;
  private held: Buffer = Buffer.alloc(0);
  private found = false;

  constructor(nonce: string) {
    this.marker = Buffer.from(`${nonce}\n`);
  }

  /** True once the marker was seen. */
  get begun(): boolean {
    return this.found;
  }

  /** What came so far where no marker did: the reason why, often. */
  get before(): Buffer {
    return this.held;
  }

  /** The part of `chunk` that belongs to the script. */
  push(chunk: Buffer): Buffer {
    if (this.found) return chunk;
    this.held = Buffer.concat([this.held, chunk]);
    const at = this.held.indexOf(this.marker);
    if (at >= 0) {
      const rest = this.held.subarray(at + this.marker.length);
      this.found = true;
      this.held = Buffer.alloc(0);
      return rest;
    }
    // A chatty profile is bounded too: of a very long one the end is kept, which tells why, and may still become the marker.
    if (this.held.length > mostNoise) this.held = this.held.subarray(this.held.length - keptNoise);
    return Buffer.alloc(0);
  }
}

const mostNoise = 64 * 1024;
const keptNoise = 4 * 1024;
