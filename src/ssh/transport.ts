/** Whether ssh2 can do what ssh_config says, and if not, why: then the user's own ssh is taken. */
import { readFile } from 'node:fs/promises';
import { type TokenContext, expandPath, isUnexpanded } from './paths';
import { publicPart } from './privateKey';
import { type SshOptions, one } from './sshG';
import type { Hop } from './target';

/** Key exchanges that ssh2 1.17 knows (its documentation, "algorithms.kex"). */
const keyExchanges = /^(curve25519-sha256(@libssh\.org)?|ecdh-sha2-nistp(256|384|521)|diffie-hellman-group(-exchange-sha256|1[4-8]-sha(1|256|512)))$/;

/** Options that only ssh itself carries out, with the values that mean that they are off. */
const onlySsh: readonly (readonly [option: string, shown: string, ...off: readonly string[]])[] = [
  ['proxycommand', 'ProxyCommand', 'none'],
  ['knownhostscommand', 'KnownHostsCommand', 'none'],
  ['revokedhostkeys', 'RevokedHostKeys', 'none'],
  ['pkcs11provider', 'PKCS11Provider', 'none'],
  ['bindaddress', 'BindAddress'],
  ['bindinterface', 'BindInterface'],
  ['hostbasedauthentication', 'HostbasedAuthentication', 'no', 'false'],
];

/** The reason, or undefined where ssh2 can. */
export async function whyProgram(options: SshOptions, hop: Hop, tokens: TokenContext): Promise<string | undefined> {
  for (const [option, shown, ...off] of onlySsh) {
    const value = one(options, option);
    if (value !== undefined && !off.includes(value)) return `ssh_config sets ${shown}`;
  }
  if ((options.get('certificatefile') ?? []).some((file) => file !== 'none')) return 'ssh_config sets CertificateFile';
  const kex = one(options, 'kexalgorithms')?.split(',');
  if (kex && !kex.some((name) => keyExchanges.test(name))) return 'KexAlgorithms has nothing that ssh2 knows';
  const files = [...hop.userKnownHostsFiles, ...hop.globalKnownHostsFiles, ...(options.get('identityfile') ?? []).map((file) => expandPath(file, tokens))];
  const strange = files.find(isUnexpanded);
  if (strange !== undefined) return `the path ${strange} is not understood here`;
  return await keysOnlySshCanUse(hop);
}

/** Security keys and certificates: ssh2 has neither. Other keys beside them are enough. */
async function keysOnlySshCanUse(hop: Hop): Promise<string | undefined> {
  const types = await Promise.all(hop.identityFiles.map(typeOf));
  const isSecurityKey = (type: string | undefined) => type?.startsWith('sk-') === true;
  if (types.some(isSecurityKey) && types.every(isSecurityKey)) return 'the key is a security key (FIDO)';
  const certificates = await Promise.all(hop.identityFiles.map((file) => readFile(`${file}-cert.pub`).then(() => true, () => false)));
  return certificates.some(Boolean) ? 'the key has a certificate' : undefined;
}

async function typeOf(file: string): Promise<string | undefined> {
  const text = await readFile(file).catch(() => undefined);
  const beside = await readFile(`${file}.pub`, 'utf8').catch(() => undefined);
  const line = beside ?? (text && publicPart(text));
  return line?.trim().split(/\s/)[0];
}
