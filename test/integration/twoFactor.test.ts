/** A host that asks for a password and a one-time code, with the PAM module that most people use for it. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { until } from '../support/until';
import { useDoctor } from './support/doctor';
import { click, node, setHosts } from './support/extension';
import { noHosts, useHost } from './support/rig';
import { emptySshFolder, useIdentity, writeKnownHosts } from './support/sshFolder';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const scratchCode = '73514462';

/** RFC 6238 with the usual thirty seconds and six digits. */
function codeAt(time: number): string {
  const key = Buffer.from(Array.from(secret, (sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('').match(/.{8}/g)!.map((bits) => parseInt(bits, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest.readUInt8(19) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describe('a host with two factors', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useHost({ release: 'bookworm' });
  const day = useDoctor();
  before(async function () {
    this.timeout(180_000);
    // The enterprise repository's refusal makes update fail; Debian's lists are there all the same.
    await use.host.must('apt-get -q update || true; DEBIAN_FRONTEND=noninteractive apt-get -q -y install libpam-google-authenticator');
    await use.host.must("sed -i '1i auth required pam_google_authenticator.so' /etc/pam.d/sshd && mkdir -p /etc/ssh/sshd_config.d && systemctl restart ssh");
  });
  beforeEach(() => emptySshFolder());

  /** What the user wrote down, and how sshd lets in. */
  async function prepare(methods: string, user: string): Promise<void> {
    await use.host.must(
      `home=$(getent passwd ${user} | cut -d: -f6); umask 077; printf '%s\\n' '${secret}' '" RATE_LIMIT 20 30' '" WINDOW_SIZE 3' '" TOTP_AUTH' '${scratchCode}' >"$home/.google_authenticator"
      chown ${user}: "$home/.google_authenticator"
      printf 'KbdInteractiveAuthentication yes\\nPasswordAuthentication no\\nAuthenticationMethods ${methods}\\n' >/etc/ssh/sshd_config.d/two-factor.conf && systemctl restart ssh`,
    );
    writeKnownHosts(use.host.knownHostsLine);
    await setHosts(day.doctor, [{ id: 'pve8', label: 'pve8', host: use.host.address, user }]);
    await day.untilTree((look) => look('pve8')?.kind === 'host.refused');
  }

  const tryAgain = () => click(node(day.doctor, 'pve8', 'Try again'));
  const isRead = () => assert.match(node(day.doctor, 'pve8', 'System').description ?? '', /^PVE 8\.4\.14/);
  const questions = () => day.asked('input').map(({ message, detail }) => `${message}: ${detail}`);
  const accepted = () => use.host.must("journalctl -q -o cat -t sshd | grep '^Accepted' | tail -n 1");

  it('asks for both, in the order of its PAM, and again after a wrong code', async function () {
    this.timeout(120_000);
    await prepare('keyboard-interactive', 'plain');
    const codes = ['000000', codeAt(Date.now())];
    day.answers.answer(({ kind, message, detail }) => (kind === 'pick' ? 'Use It Until VS Code Is Closed' : detail.includes('Verification code') ? codes.shift() : message.startsWith('Password of plain') ? 'plain-password' : undefined));
    await tryAgain();
    isRead();
    const code = `plain@${use.host.address}: Verification code: `;
    const password = `Password of plain on ${use.host.address}`;
    assert.deepEqual(questions().slice(0, 4), [code, `${password}: Enter to confirm, Escape to cancel.`, code, `${password}: The password or another answer was not accepted; the host does not say which.`]);
    assert.deepEqual(questions().filter((question) => question.includes('Verification') || question.startsWith(password)).length, 4, 'nothing is asked that is known now');
    await until(async () => (await accepted()).startsWith('Accepted keyboard-interactive/pam for plain'));
  });

  it('takes the key for the first factor, and asks for the others', async function () {
    this.timeout(120_000);
    useIdentity(use.host);
    await prepare('publickey,keyboard-interactive', 'root');
    day.answers.answer(({ detail }) => (detail.includes('Verification code') ? scratchCode : undefined));
    await use.host.must("sed -i 's/^@include common-auth/auth sufficient pam_permit.so/' /etc/pam.d/sshd");
    await tryAgain();
    isRead();
    assert.deepEqual(questions(), [`root@${use.host.address}: Verification code: `]);
    assert.match(await accepted(), /^Accepted keyboard-interactive\/pam for root/);
  });
});
