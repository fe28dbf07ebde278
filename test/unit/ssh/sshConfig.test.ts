import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../src/machine';
import { type HostEntry, listHosts, resolveTarget } from '../../../src/ssh';
import { agentPath } from '../../../src/ssh/agentPath';
import { parseJumps } from '../../../src/ssh/jumps';
import { splitPaths } from '../../../src/ssh/paths';
import { makeKey, noSshd } from '../../support/sshd';
import { hellish } from '../../support/words';

describe('resolveTarget', function () {
  this.timeout(10_000);
  let folder: string;
  before(function () {
    if (noSshd !== undefined) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pve-doctor-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const resolve = (config: string, entry: HostEntry) => {
    const configFile = join(folder, 'config');
    writeFileSync(configFile, config);
    return resolveTarget(entry, { configFile });
  };

  it('takes what ssh_config says of a name', async () => {
    makeKey(join(folder, 'id_admin'));
    const target = await resolve(
      `Host pve8\n HostName 192.0.2.8\n Port 2222\n User admin\n IdentityFile ${folder}/id_%r\n IdentitiesOnly yes\n HostKeyAlias box\n` +
        ` UserKnownHostsFile ${folder}/kh ${folder}/%k\n HashKnownHosts yes\n StrictHostKeyChecking yes\n PasswordAuthentication no\n ConnectTimeout 7\n AddressFamily inet\n`,
      { name: 'pve8' },
    );
    assert.deepEqual(
      [target.name, target.host, target.port, target.user, target.hostKeyAlias, target.identityFiles, target.identitiesOnly, target.transport],
      ['admin@pve8', '192.0.2.8', 2222, 'admin', 'box', [join(folder, 'id_admin')], true, 'ssh2'],
    );
    assert.deepEqual(target.userKnownHostsFiles, [join(folder, 'kh'), join(folder, 'box')]);
    assert.deepEqual([target.hashKnownHosts, target.strictHostKeyChecking, target.methods], [true, true, ['publickey', 'keyboard-interactive']]);
    assert.deepEqual([target.connectTimeout, target.addressFamily], [7000, 4]);
  });

  it('lets the entry decide what it says itself', async () => {
    const target = await resolve('Host *\n User admin\n Port 2222\n', { name: 'root@pve8', port: 22, identityFile: '~/mine' });
    assert.deepEqual([target.user, target.port, target.identityFiles[0]], ['root', 22, join(homedir(), 'mine')]);
    assert.deepEqual(target.sshArguments.slice(2), ['-i', join(homedir(), 'mine'), '-l', 'root', '-p', '22', 'pve8']);
  });

  it('follows jump hosts, and theirs', async () => {
    const target = await resolve('Host pve8\n ProxyJump b,root@c:2200\nHost b\n ProxyJump a\n User bob\nHost c\n ProxyJump never\n', { name: 'pve8' });
    assert.deepEqual(target.jumps.map(({ host, user, port }) => [host, user, port]), [
      ['a', userInfo().username, 22],
      ['b', 'bob', 22],
      ['c', 'root', 2200],
    ]);
  });

  it('notices jumps in a circle', async () => {
    await assert.rejects(resolve('Host a\n ProxyJump b\nHost b\n ProxyJump a\n', { name: 'a' }), /circle/);
  });

  const reasons: readonly (readonly [string, RegExp])[] = [
    ['ProxyCommand nc %h %p', /ProxyCommand/],
    ['CertificateFile ~/.ssh/cert', /CertificateFile/],
    ['KnownHostsCommand /bin/true', /KnownHostsCommand/],
    ['RevokedHostKeys /etc/ssh/revoked', /RevokedHostKeys/],
    ['BindAddress 127.0.0.1', /BindAddress/],
    ['KexAlgorithms sntrup761x25519-sha512@openssh.com', /KexAlgorithms/],
    ['ProxyJump b\nHost b\n ProxyCommand nc %h %p', /ProxyCommand/],
  ];
  for (const [option, reason] of reasons) {
    it(`leaves “${option.replace(/\n/g, ' ')}” to the user's own ssh`, async () => {
      const target = await resolve(`Host pve8\n ${option}\n`, { name: 'pve8' });
      assert.equal(target.transport, 'ssh');
      assert.match(target.transportReason ?? '', reason);
      assert.equal((await resolve(`Host pve8\n ${option}\n`, { name: 'pve8', transport: 'ssh2' })).transport, 'ssh2');
    });
  }

  it('switches off what would keep that ssh from running commands', async () => {
    const config = 'Host pve8\n ProxyCommand nc %h %p\n RemoteCommand top\n StdinNull yes\n SessionType none\n ForkAfterAuthentication yes\n';
    const { sshArguments } = await resolve(config, { name: 'pve8' });
    const answer = execFileSync('ssh', ['-T', '-G', ...sshArguments], { encoding: 'utf8' });
    assert.doesNotMatch(answer, /^remotecommand (?!none)/m);
    assert.match(answer, /^stdinnull no$/m);
    assert.match(answer, /^sessiontype default$/m);
    assert.match(answer, /^forkafterauthentication no$/m);
    assert.deepEqual((await resolve('Host pve8\n ProxyCommand nc %h %p\n', { name: 'pve8' })).sshArguments.slice(2), ['pve8']);
  });

  it('leaves security keys and certificates to it, too', async () => {
    makeKey(join(folder, 'plain'));
    writeFileSync(join(folder, 'token'), 'x');
    writeFileSync(join(folder, 'token.pub'), 'sk-ssh-ed25519@openssh.com AAAA\n');
    const resolveKeys = (...names: string[]) => resolve(`Host pve8\n${names.map((name) => ` IdentityFile ${join(folder, name)}\n`).join('')}`, { name: 'pve8' });
    assert.match((await resolveKeys('token')).transportReason ?? '', /security key/);
    assert.equal((await resolveKeys('token', 'plain')).transport, 'ssh2');
    writeFileSync(join(folder, 'plain-cert.pub'), 'x');
    assert.match((await resolveKeys('plain')).transportReason ?? '', /certificate/);
  });

  it('says what ssh says of a broken configuration', async () => {
    await assert.rejects(resolve('Host a\n NoSuchOption yes\n', { name: 'a' }), (error: unknown) => error instanceof UserError && /nosuchoption/i.test(error.detail));
  });

  it('goes by the entry where there is no ssh', async () => {
    const target = await resolveTarget({ name: 'root@pve8:2222' }, { program: join(folder, 'no-such-ssh') });
    assert.deepEqual([target.host, target.user, target.port, target.transport], ['pve8', 'root', 2222, 'ssh2']);
    assert.deepEqual(target.userKnownHostsFiles[0], join(homedir(), '.ssh', 'known_hosts'));
  });

  it('gives no name to ssh that it would take for an option or a command', async () => {
    // “[a]” is the host a, with the brackets that known_hosts has around names.
    const plain = /^([\w%é😀~#]+|\[a\])$/;
    for (const name of ['-oProxyCommand=x', '--', 'root@-x', '', 'a b', 'a,b', '$(id)', '-l@a', ...hellish.filter((word) => !plain.test(word))]) {
      await assert.rejects(resolveTarget({ name }), UserError, JSON.stringify(name));
    }
  });
});

describe('parseJumps', () => {
  it('reads the forms that ssh reads', () => {
    const read = (text: string) => parseJumps(text)?.map(({ user, host, port }) => [user, host, port]);
    assert.deepEqual(read('a'), [[undefined, 'a', undefined]]);
    assert.deepEqual(read('u@a:22,b'), [['u', 'a', 22], [undefined, 'b', undefined]]);
    assert.deepEqual(read('ssh://u%40x@a:22/'), [['u@x', 'a', 22]]);
    assert.deepEqual(read('u@[2001:db8::1]:22'), [['u', '2001:db8::1', 22]]);
    assert.deepEqual(read('2001:db8::1'), [[undefined, '2001:db8::1', undefined]]);
    assert.deepEqual(read('a@b@c'), [['a@b', 'c', undefined]]);
    assert.equal(read('a:99999'), undefined);
  });
});

describe('listHosts', () => {
  it('lists names without wildcards, through Include', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-hosts-'));
    try {
      mkdirSync(join(folder, 'conf.d'));
      writeFileSync(join(folder, 'conf.d', 'b.conf'), 'Host two\n');
      writeFileSync(join(folder, 'conf.d', 'a.conf'), 'host=one "with space" # three\nHost !not *.example\n');
      writeFileSync(join(folder, 'conf.d', 'c.txt'), 'Host four\n');
      writeFileSync(join(folder, 'config'), `Host zero one\n User x\nInclude ${folder}/conf.d/*.conf ${folder}/none\nInclude ${folder}/config\n`);
      assert.deepEqual(await listHosts(join(folder, 'config')), ['zero', 'one', 'with space', 'two']);
      assert.deepEqual(await listHosts(join(folder, 'missing')), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('splitPaths', () => {
  it('knows where a path with spaces ends', () => {
    assert.deepEqual(splitPaths('/a b/c /d'), ['/a b/c', '/d']);
    assert.deepEqual(splitPaths('C:\\Users\\A B/.ssh/kh C:\\Users\\A B/.ssh/kh2'), ['C:\\Users\\A B/.ssh/kh', 'C:\\Users\\A B/.ssh/kh2']);
    assert.deepEqual(splitPaths('~/a %d/b ${HOME}/c'), ['~/a', '%d/b', '${HOME}/c']);
  });
});

describe('agentPath', () => {
  const context = (environment: Record<string, string>) => ({ environment, tokens: new Map([['d', '/home/x']]) });
  it('goes by IdentityAgent, then by the environment, then by the pipes of Windows', async () => {
    const auth = context({ SSH_AUTH_SOCK: '/auth', OTHER: '/other' });
    assert.equal(await agentPath(undefined, auth), '/auth');
    assert.equal(await agentPath('SSH_AUTH_SOCK', auth), '/auth');
    assert.equal(await agentPath('$OTHER', auth), '/other');
    assert.equal(await agentPath('%d/agent', auth), '/home/x/agent');
    assert.equal(await agentPath('none', auth), undefined);
    assert.equal(await agentPath(undefined, context({}), 'linux'), undefined);
    const pipes = (...names: string[]) => agentPath(undefined, context({}), 'win32', () => Promise.resolve(names));
    assert.equal(await pipes('a', 'pageant.me.0123'), '\\\\.\\pipe\\pageant.me.0123');
    assert.equal(await pipes('pageant.me.0123', 'openssh-ssh-agent'), '\\\\.\\pipe\\openssh-ssh-agent');
    assert.equal(await pipes('a'), undefined);
  });
});
