/** A toy as the API shows it. */
export interface Toy {
  readonly id: string;
  readonly name: string;
  readonly colour: string | null;
  readonly price: number;
  readonly stock: number;
  readonly fragile: boolean | null;
  readonly made_at: string;
  readonly size: { readonly width?: number; readonly height?: number } | null;
}

/** A box as the API shows it. */
export interface Box {
  readonly code: string;
  readonly material: string;
  readonly litres: number | null;
}

/** Everything the toy works know; a fresh one for each server. */
export interface ToyWorks {
  readonly toys: Map<string, Toy>;
  readonly boxes: Map<string, Box>;
  readonly parts: ReadonlyMap<string, readonly { readonly part: string; readonly grams: number }[]>;
  readonly inspections: readonly { readonly kind: string; readonly passed: boolean; readonly at: string }[];
  readonly workers: readonly string[];
}

const names = ['Bear', 'Train', 'Kite', 'Drum', 'Ball', 'Robot', 'Puzzle', 'Yo-yo'];
const colours = ['red', 'green', 'blue', null];

/** The works on their first day: eight toys T1 to T8, the odd ones with parts, five boxes, five inspections, three workers. */
export function openWorks(): ToyWorks {
  const toys = names.map(
    (name, index): Toy => ({
      id: `T${index + 1}`,
      name,
      colour: colours[index % colours.length] ?? null,
      price: 2.5 * (index + 1),
      stock: index % 3 === 0 ? 0 : 10 * index,
      fragile: index % 4 === 3 ? null : index % 2 === 0,
      made_at: new Date(Date.UTC(2026, 0, index + 1, 12)).toISOString(),
      size: index === 4 ? null : { width: index + 1, height: 2 * index + 1 },
    }),
  );
  const boxes = ['B1', 'B2', 'B3', 'B4', 'B5'].map(
    (code, index): Box => ({ code, material: index < 3 ? 'card' : 'tin', litres: index + 1 }),
  );
  return {
    toys: new Map(toys.map((toy) => [toy.id, toy])),
    boxes: new Map(boxes.map((box) => [box.code, box])),
    parts: new Map(
      toys
        .filter((_toy, index) => index % 2 === 0)
        .map((toy, index) => [
          toy.id,
          [
            { part: 'body', grams: 100 + index },
            { part: 'key', grams: 5 },
          ],
        ]),
    ),
    inspections: ['fire', 'water', 'fire', 'fire', 'water'].map((kind, index) => ({
      kind,
      passed: index !== 2,
      at: new Date(Date.UTC(2026, 1, index + 1)).toISOString(),
    })),
    workers: ['Ada', 'Bo', 'Cy'],
  };
}
