// What each page of a logged-in worker begins with, with signal and without.
import "./arriving.js";
import "./back.js";
import "./capture.js";
import "./echo.js";
import "./marks.js";
import "./print.js";
import "./waiting.js";
import { offer, owner, usable } from "./bar.js";
import { out } from "./leave.js";
import { leaving } from "./leaving.js";
import { behind, handOver, receivedAs, refresh } from "./pack.js";
import { onReplay, onTried, replay } from "./replay.js";
import { serve } from "./update.js";

document.addEventListener("submit", ({ target }) => target.method === "post" && !target.matches("[data-capture]") && behind());
onTried((row, outcome) => outcome === "received" && receivedAs(row.owner, row.id).catch(() => undefined));
onReplay(({ wiped }) => wiped && location.replace("/session/new"));
serve(offer).catch((error) => console.warn("service worker", error));
const carries = document.querySelector("#outbox")?.hasAttribute("data-pack");
if ((await usable) && (await leaving())) await out();
else if (owner && (await usable)) {
  await handOver(owner).catch((error) => console.warn("pack", error));
  await replay(owner, true); // a list made before yesterday's visits have gone up would send the worker to those doors again
  await refresh(owner, carries).catch((error) => console.warn("pack", error));
}
