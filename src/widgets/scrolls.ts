/** Attributes of a box that scrolls: without a pointer it can be scrolled only when it can have the focus (WCAG 2.1.1). */
export const scrolls = { tabindex: 0 } as const;
