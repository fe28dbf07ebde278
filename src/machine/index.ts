/** The face of this room: the Machine interface, its errors, and what transports and tests build on. */
export * from './errors';
export * from './machine';
export type { Channel } from './channel';
export { FakeMachine, type FakeAnswer } from './fake';
export { quote } from './quote';
export { ShellMachine } from './shellMachine';
export { Slots } from './slots';
