/**
 * The local front: stands where ftp.debian.org, security.debian.org and Proxmox's repositories would be. Debian's files
 * come from the mirror of this computer's apt, through a cache on disk; enterprise.proxmox.com answers 401, as it does
 * without a subscription. It is also the HTTP proxy that images are built through.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { freeAddress } from './addresses';
import { cacheFolder, imageVersion, scriptsFolder } from './cache';
import { findMirror, type Mirror } from './mirror';
import { mustRun } from './program';

export type Site = 'debian' | 'security' | 'enterprise' | 'download';
/** An HTTP status, no answer at all, or a connection that breaks. */
export type Failure = number | 'hang' | 'reset';

export interface Front {
  /** Port 80 (also a proxy) and 443. */
  readonly address: string;
  /** The folder of the authority's certificate, ca.crt, which the images trust. */
  readonly tls: string;
  /** From now on that site fails so; undefined: it works again. */
  fail(site: Site, failure: Failure | undefined): void;
  /** All sites' connections break, as without a network. */
  offline(on: boolean): void;
  stop(): Promise<void>;
}

const siteOf = (host: string): Site | undefined =>
  ({ 'ftp.debian.org': 'debian', 'security.debian.org': 'security', 'enterprise.proxmox.com': 'enterprise', 'download.proxmox.com': 'download' } as const)[host];

/** What never changes under its name; all else is asked for again after an hour. */
const isFixed = (path: string): boolean => path.includes('/pool/') || path.includes('/by-hash/');

class Server {
  readonly failures = new Map<Site, Failure>();
  private readonly agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets: 8 }), 'https:': new https.Agent({ keepAlive: true, maxSockets: 8 }) };

  constructor(private readonly mirror: Mirror, private readonly cache: string) {}

  readonly answer = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const absolute = /^http:\/\/([^/:]+)(?::\d+)?(\/.*)$/.exec(request.url ?? '');
    const host = absolute?.[1] ?? (request.headers.host ?? '').replace(/:\d+$/, '');
    const path = normalize((absolute?.[2] ?? request.url ?? '/').split('?')[0] ?? '/');
    const site = siteOf(host);
    const failure = site === undefined ? 404 : (this.failures.get(site) ?? (site === 'enterprise' ? 401 : site === 'download' ? 404 : undefined));
    if (failure === 'hang') return;
    if (failure === 'reset') return void request.socket.destroy();
    if (failure !== undefined) { this.refuse(response, failure); return; }
    const inside = path.replace(/^\/debian(-security)?\//, '/');
    this.serve(site === 'security' ? 'security' : 'debian', inside, request, response);
  };

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private refuse(response: http.ServerResponse, status: number): void {
    response.writeHead(status, { 'content-length': 0, ...(status === 401 ? { 'www-authenticate': 'Basic realm="Proxmox Enterprise Repository"' } : {}) });
    response.end();
  }

  private serve(site: 'debian' | 'security', path: string, request: http.IncomingMessage, response: http.ServerResponse): void {
    const file = join(this.cache, site, path);
    const kept = statSync(file, { throwIfNoEntry: false });
    if (kept?.isFile() && (isFixed(path) || Date.now() - kept.ctimeMs < 3_600_000)) { this.send(file, request, response); return; }
    const url = new URL(this.mirror[site] + path);
    const secure = url.protocol === 'https:';
    (secure ? https : http)
      .get(url, { agent: this.agents[secure ? 'https:' : 'http:'] }, (answer) => {
        if (answer.statusCode !== 200) {
          answer.resume();
          this.refuse(response, answer.statusCode === 404 ? 404 : 502); return;
        }
        this.keepAndSend(answer, file, response);
      })
      .on('error', () => {
        // What was kept is better than nothing where this computer itself is offline.
        if (kept?.isFile() && !response.headersSent) this.send(file, request, response);
        else if (response.headersSent) response.destroy();
        else this.refuse(response, 502);
      });
  }

  private keepAndSend(answer: http.IncomingMessage, file: string, response: http.ServerResponse): void {
    const part = `${file}.${randomBytes(4).toString('hex')}.part`;
    mkdirSync(dirname(file), { recursive: true });
    const { 'content-length': length, 'last-modified': modified } = answer.headers;
    response.writeHead(200, { ...(length ? { 'content-length': length } : {}), ...(modified ? { 'last-modified': modified } : {}) });
    const copy = createWriteStream(part);
    answer.pipe(copy);
    answer.pipe(response);
    answer.on('close', () => copy.end());
    copy.on('finish', () => {
      if (!answer.complete) { rmSync(part, { force: true }); return; }
      if (modified) utimesSync(part, new Date(modified), new Date(modified));
      renameSync(part, file);
    });
  }

  private send(file: string, request: http.IncomingMessage, response: http.ServerResponse): void {
    const { size, mtime } = statSync(file);
    const since = Date.parse(request.headers['if-modified-since'] ?? '');
    if (since >= Math.floor(mtime.getTime() / 1000) * 1000) return void response.writeHead(304).end();
    response.writeHead(200, { 'content-length': size, 'last-modified': mtime.toUTCString() });
    if (request.method === 'HEAD') return void response.end();
    createReadStream(file).pipe(response);
  }
}

/** Starts one on an address of its own. Needs root, for the ports. */
export async function startFront(): Promise<Front> {
  const tls = join(cacheFolder(), `tls-${imageVersion}`);
  if (!existsSync(join(tls, 'complete'))) await mustRun('sh', [join(scriptsFolder(), 'tls.sh'), tls]);
  const server = new Server(await findMirror(), cacheFolder('packages'));
  const address = await freeAddress(80, 443);
  const plain = http.createServer(server.answer);
  const secure = https.createServer({ key: readFileSync(join(tls, 'front.key')), cert: readFileSync(join(tls, 'front.crt')) }, server.answer);
  const listen = (one: http.Server | https.Server, port: number): Promise<AddressInfo | string | null> =>
    new Promise((resolve, reject) => one.once('error', reject).listen(port, address, () => resolve(one.address())));
  await Promise.all([listen(plain, 80), listen(secure, 443)]);
  const fail = (site: Site, failure: Failure | undefined): void => {
    if (failure === undefined) server.failures.delete(site);
    else server.failures.set(site, failure);
  };
  return {
    address, tls, fail,
    offline: (on) => {
      for (const site of ['debian', 'security', 'enterprise', 'download'] as const) fail(site, on ? 'reset' : undefined);
    },
    stop: async () => {
      server.close();
      await Promise.all([plain, secure].map((one) => {
        one.closeAllConnections();
        return new Promise((resolve) => one.close(resolve));
      }));
    },
  };
}
