/** Test hosts: real Debian systems as Proxmox VE leaves them, booted on an address of their own on loopback. */
export { canBoot } from './canBoot';
export { cpus, type CpuName } from './cpus';
export { type Failure, type Front, type Site, startFront } from './front';
export { bootHost, defaultGuests, Host, type HostOptions, type TestFailure, type TestGuest } from './host';
export { ensureImage, type Suite } from './image';
export { type Release, releases } from './releases';
