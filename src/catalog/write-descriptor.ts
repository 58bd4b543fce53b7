/** What is to be known of a call that changes or replaces an object, besides its body. */
export interface WriteDescriptor {
  /** Wire name of the header parameter that takes the entity tag (RFC 9110, section 8.8.3) that a read of the object answered with. */
  readonly etag?: string;
  /** Dotted paths of what the server keeps though a body that replaces leaves it out, with all that is below them. */
  readonly keeps?: readonly string[];
  /** Places of the body that hold secrets, which a read may not show. */
  readonly unread?: readonly UnreadPlace[];
}

/** A place in a body that a read does not show, so that it cannot be written back. */
export interface UnreadPlace {
  /** Dotted path; `[]` behind a step stands for each item of a list. */
  readonly path: string;
  /** The place is there only where each of these other places has one of the values listed. */
  readonly when?: readonly { readonly path: string; readonly values: readonly string[] }[];
}
