/** The face of this room: one host, what is known of it, what follows from that, and what can be done there. */
export { type NoSubscriptionPlace, enterpriseFiles, noSubscriptionPlace } from './channels';
export { loadWords, nextBootWords } from './bootWords';
export { checkHost, isAboutRepositories, ruleTable } from './checks';
export type { EvidenceRecord, EvidenceStore } from './evidence';
export { type Fact, type FailureSummary, type Guest, type HostFacts, type LogFile, type SourcesFile, type Work, valueOf } from './facts';
export { type FileContent, type FileStat, type SaveOutcome, sha256 } from './files';
export { packageContentWords } from './packageContent';
export type { PlanStep, RemediationPlan, StepId, StepState } from './plan';
export { parseProbe } from './probe';
export { type RebootAdvice, rebootAdvice } from './reboot';
export { planRemediation } from './remediation';
export { scripts } from './scripts';
export { HostSession, type HostView } from './session';
export { type Simulation, parseSimulation } from './simulation';
export { sourcesContext } from './sourcesContext';
export { duration } from './times';
