// At the log-in page: a tablet whose account is disabled by now forgets what it holds of that worker.
import { available, wipe } from "./store.js";
import { finish } from "./leaving.js";
import { obey } from "./obey.js";
import { keeper } from "./pack.js";

if (await available()) await finish();
if ((await available()) && (await keeper())) {
  const answer = await fetch("/token", { cache: "no-store", headers: { Accept: "application/json" } }).catch(() => null);
  const said = answer?.headers.has("Honglin-Capture") ? await answer.json().catch(() => null) : null;
  if (said?.disabled) await wipe(said.user);
  await obey(said);
}
