const variable = /\{([^{}]+)\}/g;

/** Names of a path's `{template}` variables, in order. */
export function pathVariables(path: string): readonly string[] {
  return [...path.matchAll(variable)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** The path with each `{template}` variable replaced by what `value` gives for it, put in as it is. */
export function fillPath(path: string, value: (name: string) => string): string {
  return path.replaceAll(variable, (_template, name: string) => value(name));
}
