/**
 * What a lesson's prose and its run tell each other, as events on `document`.
 *
 * The two are separate islands: the prose is in the page from the start, the run may come late or never.
 */

/** The reader has come to a stop of the prose, or has asked for it. */
export interface StopReached {
  /** A landmark of the run. */
  readonly at: string;
  readonly by: 'click' | 'scroll';
}
/** The run's cursor has moved. */
export interface CursorMoved {
  /** The landmarks at the cursor and before it, in the order of the run. */
  readonly passed: readonly string[];
}

interface LessonEvents {
  'lesson:stop': StopReached;
  'lesson:cursor': CursorMoved;
}

export function announce<Name extends keyof LessonEvents>(
  target: EventTarget,
  name: Name,
  detail: LessonEvents[Name],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Gives the function that stops listening. */
export function listen<Name extends keyof LessonEvents>(
  target: EventTarget,
  name: Name,
  heard: (detail: LessonEvents[Name]) => void,
): () => void {
  const listener = (event: Event) => heard((event as CustomEvent<LessonEvents[Name]>).detail);
  target.addEventListener(name, listener);
  return () => target.removeEventListener(name, listener);
}
