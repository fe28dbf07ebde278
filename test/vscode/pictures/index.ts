/** The pictures of README.md and of docs/, by the name of what is taken together. */
import { takeHosts } from './hosts';
import { takePast } from './past';
import { takeScan } from './scan';
import { takeStory } from './story';
import { takeTrouble } from './trouble';

export const pictures = { story: takeStory, hosts: takeHosts, past: takePast, scan: takeScan };
/** To look at before a release; no page shows them. */
export const others = { trouble: takeTrouble };
