/** Which lines of a log belong to which outbound: by the number in brackets, which the dispatcher's line tells. */

/** The lines about the last connection by each outbound, by its tag; without their dates. */
export function linesByOutbound(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const scopes = new Map<string, string>();
  for (const line of lines) {
    const [, scope, tag] =
      /\[(\d+)\] app\/dispatcher: taking detour \[(.*)\] for /.exec(line) ?? [];
    if (scope && tag) scopes.set(tag, scope);
  }
  const found = new Map([...scopes].map(([tag, scope]) => [scope, { tag, lines: [] as string[] }]));
  for (const line of lines) {
    const [, scope = '', text = ''] = /^\S+ \S+ \[\w+\] \[(\d+)\] (.*)$/.exec(line) ?? [];
    found.get(scope)?.lines.push(text);
  }
  return new Map([...found.values()].map(({ tag, lines }) => [tag, lines]));
}
