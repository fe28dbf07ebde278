import assert from 'node:assert/strict';
import { type HostFacts, parseProbe } from '../../../src/host';
import type { SectionName } from '../../../src/host/probe/sections';
import { buildIntel } from '../microcode/build';
import { seeded } from '../../support/words';
import { type Answer, base64Lines, hostText, probeText, wholeHost } from './probeText';

/** A host on which every section has something to say. */
const talkative = {
  ...wholeHost,
  'update-file': `/lib/firmware/intel-ucode/06-96-01 2048 1794000000\n${base64Lines(buildIntel({ signature: 0x90661, platformMask: 1, revision: 0x1a, dateCode: 0x04052024, data: new Uint8Array(1000), extendedSignatures: [] }))}`,
  'old-microcode': 'Vulnerable\n',
  subscription: '{"status":"active"}',
  work: 'active=inactive\nstarted=1\nexit=0\nfinished=2\n\nlog\n',
  tasks: 'UPID:pve:0001F2A3:00B4C5D6:6AF00000:vzdump:100:root@pam:\n',
} satisfies Record<SectionName, Answer>;
const whole = probeText(talkative);

/** The facts that are not about one section alone. */
const dependents: Partial<Record<SectionName, readonly string[]>> = {
  identity: ['hostname', 'user'], kernel: ['kernel', 'boot'], sources: ['sources', 'firmwareHintSilencedBy', 'passedOver', 'origins'],
  cpu: ['cpu', 'package', 'onDisk', 'onDiskSince', 'initramfs'], platform: ['cpu'], packages: ['package'], 'update-file': ['onDisk', 'onDiskSince'], 'boot-log': ['earlyUpdate', 'load', 'refusal'], 'old-microcode': ['oldMicrocode'], 'next-boot': ['nextBoot'],
};

/** All facts side by side; every text here was observed at 0. */
const flat = ({ microcode, ...rest }: HostFacts): Record<string, unknown> => Object.fromEntries(Object.entries({ ...rest, ...microcode }).filter(([, fact]) => fact !== 0));
const differences = (a: HostFacts, b: HostFacts): string[] => Object.keys(flat(a)).filter((name) => JSON.stringify(flat(a)[name]) !== JSON.stringify(flat(b)[name]));

describe('a probe whose answer is not whole', () => {
  const sound = parseProbe(whole, 0);
  const broken: readonly (readonly [title: string, answer: Answer | undefined])[] = [
    ['is missing', undefined],
    ['took too long', { body: 'some of it\n', code: 124 }],
    ['had to be killed', { code: 137 }],
    ['is closed to this user', { code: 4 }],
    ['does not exist there', { code: 3 }],
    ['failed without a word', { code: 127 }],
    ['says something else', 'sh: 1: Syntax error: "(" unexpected\n'],
  ];
  for (const [title, answer] of broken) {
    it(`a section that ${title} takes no other with it`, () => {
      for (const name of Object.keys(talkative) as SectionName[]) {
        const answers = answer === undefined ? Object.fromEntries(Object.entries(talkative).filter(([other]) => other !== name)) : { ...talkative, [name]: answer };
        const allowed = dependents[name] ?? [name];
        const changed = differences(sound, parseProbe(probeText(answers), 0));
        assert.deepEqual(changed.filter((fact) => !allowed.includes(fact)), [], name);
      }
    });
  }

  it('takes nothing from a section that failed: an empty list of running tasks would be a guess', () => {
    for (const name of Object.keys(talkative) as SectionName[]) {
      const facts = flat(parseProbe(probeText({ ...talkative, [name]: { code: 2 } }), 0));
      for (const fact of dependents[name] ?? [name]) {
        // The CPU is known without its platform.
        if (name !== 'platform') assert.deepEqual(facts[fact], { state: 'unknown', reason: fact !== name && name === 'cpu' ? 'the CPU is not known' : 'the host could not tell (exit status 2)' }, name);
      }
    }
  });

  it('names each missing section as not answered', () => {
    for (const [name, fact] of Object.entries(flat(parseProbe('', 0)))) {
      const { state } = fact as { state: string };
      assert.equal(state, 'unknown', name);
    }
  });

  it('tells only what arrived, wherever it was cut', () => {
    const strip = (facts: HostFacts) => Object.values(flat(facts)).filter((fact) => (fact as { state: string }).state !== 'unknown').length;
    let least = 0;
    for (let length = 0; length <= whole.length; length += 7) {
      const count = strip(parseProbe(whole.slice(0, length), 0));
      assert.ok(count >= least, `at ${length}: fewer facts than before`);
      least = count;
    }
    assert.ok(least > 15);
  });

  it('never throws, whatever is changed in it (3000 texts, seed 7)', function () {
    this.timeout(30_000);
    const random = seeded(7);
    const below = (limit: number) => Math.floor(random() * limit);
    const scraps = [String.fromCharCode(0o36), '\n', '\n\n', ':', '{', '"', '=', '0x', 'known', '\0', '\uFFFD', '9'.repeat(400), '-1', 'NaN', `${String.fromCharCode(0o36)}os\n`, `${String.fromCharCode(0o36)}0\n`];
    for (let round = 0; round < 3000; round += 1) {
      let text = whole;
      for (let change = 1 + below(8); change > 0; change -= 1) {
        const at = below(text.length);
        text = text.slice(0, at) + scraps[below(scraps.length)]! + text.slice(at + below(round % 3 === 0 ? 400 : 4));
      }
      assert.doesNotThrow(() => parseProbe(text, 0), JSON.stringify(text));
    }
  });

  it('gets on with noise before and after', () => {
    assert.deepEqual(differences(parseProbe(`Welcome to pve\n${hostText()}bye\n`, 0), parseProbe(hostText(), 0)), []);
  });
});
