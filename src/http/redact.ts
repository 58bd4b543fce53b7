const mask = '***';

/** A function that masks secrets wherever they stand in a text, percent-encoded ones included. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))].filter((form) => form !== '');
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, mask), text);
}
