/** Whether kernels, initramfs and packages have the room that an install of microcode takes: asked before it, not after. */
import type { NextBoot } from './bootFacts';
import type { PackageState } from './facts';

const megabyte = 1_000_000;
/** What the hooks pack into each initramfs with MODULES=most, all CPUs' updates: 15 MB of Intel's in 2026, 0.3 MB of AMD's. */
const growth: Readonly<Record<PackageState['name'], number>> = { 'intel-microcode': 16 * megabyte, 'amd64-microcode': megabyte };
/** The package beside what it unpacks: 13 and 22 MB of Intel's in 2026. */
const unpacked: Readonly<Record<PackageState['name'], number>> = { 'intel-microcode': 40 * megabyte, 'amd64-microcode': 4 * megabyte };

export interface Shortage {
  /** `/boot`, `the ESP 1A2B-3C4D`. */
  readonly where: string;
  /** Free bytes; for an ESP as it is reckoned from the kernels that it is to hold. */
  readonly free: number;
  readonly needed: number;
}

/**
 * Where there is too little. A new initramfs is written whole beside the old one before it takes its place, so /boot needs
 * the size of the largest and what it grows by. An ESP is not mounted: it holds, next to about 1 MB of loader, the kernels
 * that proxmox-boot-tool keeps, at most the newest two, the running and the pinned one, each of which may grow.
 */
export function shortages({ kernels, esps, free, next, allCpus }: NextBoot, state: PackageState, running: string | undefined): Shortage[] {
  // One CPU's updates alone take 2 MB at most, and a newer package about as much as the one before.
  const grows = state.installed === undefined && allCpus ? growth[state.name] : 2 * megabyte;
  const [newest] = kernels;
  const [boot] = free;
  if (!newest || !boot) return [];
  const largest = kernels.reduce((most, { initramfsBytes }) => Math.max(most, initramfsBytes), 0);
  const needs = [
    { where: boot.path, free: boot.bytes, needed: largest + grows + (free.length === 1 ? unpacked[state.name] : 0) },
    ...free.slice(1).map(({ path, bytes }) => ({ where: path, free: bytes, needed: unpacked[state.name] })),
  ];
  const kept = kernels.filter(({ release }, index) => index < 2 || release === running || release === next?.release);
  const held = kept.reduce((sum, { bytes, initramfsBytes }) => sum + bytes + initramfsBytes, megabyte);
  const onEsps = esps.flatMap(({ uuid, bytes }) => (bytes === undefined ? [] : [{ where: `the ESP ${uuid}`, free: Math.max(0, bytes - held), needed: grows * kept.length }]));
  return [...needs, ...onEsps].filter((one) => one.free < one.needed);
}

/** `20 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / megabyte)} MB`;
}
