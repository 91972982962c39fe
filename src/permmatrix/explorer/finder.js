// Finds what is missing: the ways of a row in a state, less what is so already, smallest first.

function isSet(index, state, name, value) {
  const [kind, first, second] = name.split(".");
  switch (kind) {
    case "on":
      return picked(index.tools.get(first), state) === value;
    case "has":
      return (state.levels[first] ?? []).includes(second) === value;
    case "granular":
      return state.granular.has(`${first}.${second}`) === value;
    default:
      return state.facts[first] === value;
  }
}

// The one level that is picked on a tool.
function picked(tool, state) {
  const [first] = state.levels[tool.id] ?? [];
  return first ?? (pickable(tool).includes("") ? "" : tool.default);
}

// How much a change asks for: a fact to be told least, a known fact to be otherwise most.
function cost(state, [name, value]) {
  const [kind, first] = name.split(".");
  if (kind === "is") return state.facts[first] === undefined ? 1 : 4;
  return kind === "granular" ? (value ? 2 : 3) : 3;
}

const costs = (state, way) => [...way].reduce((sum, it) => sum + cost(state, it), 0);

// Finds the ways of rows, keeping those of each shape.
class Finder {
  constructor(index) {
    this.index = index;
    this.kept = new Map();
  }

  ofShape(shape, several) {
    const key = `${shape} ${several}`;
    if (!this.kept.has(key)) this.kept.set(key, new Ways(this.index, several, shape));
    return this.kept.get(key);
  }

  // The smallest sets of changes that make one of some rows a yes, the easiest first.
  missing(state, rows) {
    const offered = rows.filter((row) => isOffered(row, state));
    const shapes = [...new Set(offered.map((row) => row.shape))];
    const ways = shapes.map((shape) => this.ofShape(shape, state.several));
    const each = ways.map((it) => this.changes(it, state));
    const found = each.length === 1 ? each[0] : withoutLarger(each.flat());
    const sets = found.map((it) => it.set);
    const costed = sets.map((set) => [set, costs(state, set)]);
    costed.sort(([a, forA], [b, forB]) => a.length - b.length || forA - forB);
    return { sets: costed.map(([set]) => set), cut: ways.some((it) => it.cut) };
  }

  // The changes to a yes by the ways of a shape, each set with all that is so after it.
  changes({ settings, found }, state) {
    const met = settings.met(state);
    if (settings.together.length === 0) {
      return settings.smallest(found.map((way) => way & ~met)).map((way) => {
        const set = settings.listed(way);
        return { set, so: new Set(set.map(String)) };
      });
    }
    return withoutLarger(found.map((way) => reduced(settings, state, way, met)));
  }
}

// The changes of a way where facts hang together: what follows from others need not be told.
function reduced(settings, state, way, met) {
  const wanted = settings.listed(way);
  const group = ([name]) =>
    name.startsWith("is.") ? settings.groups.get(name.slice(3)) : undefined;
  const alone = settings.listed(way & ~met).filter((it) => !group(it));
  const set = [...alone];
  const so = new Set(alone.map(String));
  for (const one of new Set(wanted.map(group).filter(Boolean))) {
    const own = wanted.filter((it) => group(it) === one).map(([name, to]) => [name.slice(3), to]);
    const { changes, found } = one.fewest(state.facts, Object.fromEntries(own));
    set.push(...Object.entries(changes).map(([id, to]) => [`is.${id}`, to]));
    for (const pair of Object.entries(found)) so.add(`is.${pair}`);
  }
  return { set, so };
}

// Of sets of changes, leaves out each that makes all of another one so; of two that say the same in
// other words, the longer or the later.
function withoutLarger(sets) {
  const texts = sets.map(({ set }) => set.map(String));
  const isWithin = (one, other) => texts[one].every((text) => sets[other].so.has(text));
  const isBetter = (one, other) => texts[one].length - texts[other].length || one - other;
  return sets.filter(
    (_, at) =>
      !sets.some(
        (__, other) =>
          other !== at && isWithin(other, at) && (!isWithin(at, other) || isBetter(other, at) < 0),
      ),
  );
}

function missing(index, finder, state, asked) {
  const row = index.rows.get(asked);
  const ids = row ? [asked] : index.operations.get(asked).any_of;
  return finder.missing(
    state,
    ids.map((id) => index.rows.get(id)),
  );
}
