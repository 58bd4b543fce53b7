/** A credential and the only place it may be sent to. */
export interface Credential {
  /** Name of the provider's authentication scheme: `apiToken`. */
  readonly scheme: string;
  /** Secret; never printed. */
  readonly token: string;
  /** Origin it is bound to; null: any host that the provider lists as trusted. */
  readonly origin: string | null;
  /** Where it was found, for messages: `environment variable OKTA_API_TOKEN`. */
  readonly source: string;
}
