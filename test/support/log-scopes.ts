/** Which lines of a log belong to which outbound: by the number in brackets, which the dispatcher's line tells. */

export function linesByOutbound(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const outbounds = new Map<string, string>();
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const [, scope, tag] =
      /\[(\d+)\] app\/dispatcher: taking detour \[(.*)\] for /.exec(line) ?? [];
    if (scope && tag) outbounds.set(scope, tag);
  }
  for (const line of lines) {
    const [, scope = '', text] = /^\S+ \S+ \[\w+\] \[(\d+)\] (.*)$/.exec(line) ?? [];
    const tag = outbounds.get(scope);
    if (tag === undefined || text === undefined) continue;
    found.set(tag, [...(found.get(tag) ?? []), text]);
  }
  return found;
}
