// The service worker: registered at each page; a new one takes over at the next start, or when somebody says so.
import { onNewer } from "./store.js";

const workers = navigator.serviceWorker;
let chosen = false;
let typed = false;

document.addEventListener("input", (event) => (typed ||= event.isTrusted));
onNewer(() => typed || location.reload());

// Register it; `offer(label, what it does)` shows a button once a newer one waits.
export async function serve(offer) {
  if (!workers) return;
  const registration = await workers.register("/sw.js", { type: "module", updateViaCache: "none" }).catch(() => workers.register("/sw.js?plain=1", { updateViaCache: "none" }));
  const look = () => registration.waiting && workers.controller && offer("有新版本，点这里换", () => take(registration.waiting));
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  workers.addEventListener("controllerchange", () => chosen && location.reload());
}

function take(waiting) {
  chosen = true;
  waiting.postMessage("take over");
}

// Ask the browser to send what waits as soon as there is a network, where it can do that with the page closed.
export async function wake() {
  const registration = await workers?.getRegistration();
  await registration?.sync?.register("honglin").catch(() => undefined);
}
