// What is looked for, and where: words as a reader types them.

const QUOTES = [
  [/[‘’‚‛′ʼ`´]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
];

// A text without what nobody minds when searching: accents, case, the form of quotes.
function folded(text) {
  const straight = QUOTES.reduce((made, [quote, plainly]) => made.replace(quote, plainly), text);
  const bare = straight.normalize("NFKD").replace(/\p{M}/gu, "");
  return bare.toUpperCase().toLowerCase().replaceAll("ς", "σ"); // ß is SS in capitals
}

const isLikeId = (word) => /[._]/.test(word);

// What can be found of one row or operation. An id is what a word with a dot or a low line means.
class Found {
  constructor(index, thing, section) {
    const texts = [thing.title, section, ...(thing.also ?? []), ...named(index, thing)];
    this.text = folded(texts.join("\n"));
    this.id = folded(thing.id);
  }

  mentions(word) {
    return this.text.includes(word) || (isLikeId(word) && this.id.includes(word));
  }
}

// The titles of the permissions, conditions and limits that a row speaks of.
function named(index, thing) {
  if (thing.any_of) return [];
  const { granular, conditions } = new Read(index, [thing.shape]);
  const limits = new Set(index.shapes[thing.shape].cells.flatMap(([, , limited = []]) => limited));
  return [
    ...[...granular].map((key) => index.granular.get(key).title),
    ...[...conditions].map((id) => index.conditions.get(id).title),
    ...index.told.obligations.filter(([id]) => limits.has(id)).map(([, text]) => text),
  ];
}
