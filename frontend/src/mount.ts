// SPDX-FileCopyrightText: labcamp contributors
// SPDX-License-Identifier: EUPL-1.2

type Behaviour = (element: HTMLElement) => void;

const behaviours = new Map<string, Behaviour>();
const done = new WeakMap<HTMLElement, Set<string>>();

/** Gives `behaviour` to every element with `data-lc="name"`, now and in parts that come later. */
export function mount(name: string, behaviour: Behaviour): void {
  behaviours.set(name, behaviour);
}

/** Mounts what stands in `root`; an element may name several behaviours, each is given once. */
export function wake(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-lc]")) {
    const given = done.get(element) ?? new Set<string>();
    done.set(element, given);
    for (const name of (element.dataset["lc"] ?? "").split(" ")) {
      const behaviour = behaviours.get(name);
      if (!behaviour || given.has(name)) continue;
      given.add(name);
      behaviour(element);
    }
  }
}
