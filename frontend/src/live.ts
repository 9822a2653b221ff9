// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2
import { mount, wake } from "./mount";

const SECONDS = 15;

/**
 * Asks every 15 seconds for the part of a page that changes with the time, and calls `changed` when
 * it did. The browser sends the tag it has, so an unchanged part costs nearly nothing. A lost
 * connection leaves what stands there; a page nobody looks at asks nothing. A link that has the
 * focus keeps it: whoever comes back from a session stands on its link, and the time goes on.
 */
export function follow(box: HTMLElement, changed: () => void): void {
  let last = "";
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset["from"] ?? "", { cache: "no-cache" });
      if (!answer.ok) return;
      const text = await answer.text();
      if (text === last) return;
      last = text;
      const stood = box.contains(document.activeElement) ? document.activeElement : null;
      const way = stood?.getAttribute("href");
      box.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      wake(box);
      const links = [...box.querySelectorAll<HTMLElement>("a[href]")];
      const same = links.find((link) => link.getAttribute("href") === way);
      if (stood) (same ?? links[0])?.focus({ preventScroll: true });
      changed();
    } catch {
      // The connection is away; the next time may find it again.
    }
  };
  setInterval(look, SECONDS * 1000);
  document.addEventListener("visibilitychange", look);
}

/**
 * Keeps a part of the page as it is now. Without this module the page has a link that loads it again.
 *
 * <div data-lc="live" data-from="?part=1">…</div>
 */
mount("live", (box) => follow(box, () => undefined));
