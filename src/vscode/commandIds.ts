/** The ids of every command, without what they do: the table in commands.ts must have each, and package.json too. */
export const commandIds = [
  'pveDoctor.addHost',
  'pveDoctor.editHost',
  'pveDoctor.renameHost',
  'pveDoctor.removeHost',
  'pveDoctor.editHosts',
  'pveDoctor.refresh',
  'pveDoctor.connect',
  'pveDoctor.disconnect',
  'pveDoctor.openSources',
  'pveDoctor.disableEnterprise',
  'pveDoctor.enableNoSubscription',
  'pveDoctor.openJournal',
  'pveDoctor.openFailures',
  'pveDoctor.openLog',
  'pveDoctor.showRevision',
  'pveDoctor.showEarlyUpdates',
  'pveDoctor.installMicrocode',
  'pveDoctor.reboot',
  'pveDoctor.openPlan',
  'pveDoctor.stopAndStart',
  'pveDoctor.openTerminal',
  'pveDoctor.openKnownHosts',
  'pveDoctor.openWebInterface',
  'pveDoctor.showLog',
] as const;

export type CommandId = (typeof commandIds)[number];
