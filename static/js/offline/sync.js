// Background Sync: what waits goes up with no page open. In the service worker.
import { keeper } from "./pack.js";
import { replay } from "./replay.js";

// Send what whoever used this tablet last has waiting; the server's word on whose log-in it is decides.
export async function sendAll() {
  const owner = await keeper();
  if (owner) await replay(owner, true);
}
