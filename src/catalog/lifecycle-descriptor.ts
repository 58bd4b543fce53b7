/** How an object is found again whose creating call was not answered: no two objects of the relation share the key at a time. */
export interface NaturalKeyDescriptor {
  /** Dotted path of the key, in the body that was sent as in the object: `profile.login`. */
  readonly field: string;
  /** Column with the time of the object's birth, ISO-8601. */
  readonly created: string;
  /** Method of the same resource that reads by the key: one object, or a list that holds the object with that key among others. */
  readonly read: string;
  /** Parameter of {@link read} that takes the key. */
  readonly parameter: string;
}

/** A call that does different things to objects in different states. */
export interface StateEffects {
  /** Column that the effect depends on. */
  readonly column: string;
  /** Tried in order; the first whose `values` have the column's value, or that has none, tells. */
  readonly cases: readonly StateEffect[];
}

/** What a call does to an object in one of some states. */
export interface StateEffect {
  /** Empty: any other state. */
  readonly values: readonly string[];
  /** Participle with what else there is to say: `deleted for good`. */
  readonly done: string;
  /** State that the object is in afterwards; null when it is gone. */
  readonly becomes: string | null;
}

/** How objects of a resource say that they are still on their way to a state. */
export interface TransitionDescriptor {
  /** Column with the state to come; null when the object has arrived. */
  readonly column: string;
  /** Method of the same resource that reads one object. */
  readonly read: string;
  /** What an object is called: `user`. */
  readonly object: string;
  /** Methods that send objects on their way. */
  readonly methods: readonly string[];
}
