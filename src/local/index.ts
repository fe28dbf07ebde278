/** The face of this room: this computer as a Machine. */
export { LocalMachine } from './localMachine';
