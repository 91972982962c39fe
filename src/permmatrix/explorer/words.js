// Sentences. A phrase is a list of texts and of titles, each title a {title} of its own so that
// its direction and its language stay its own.

const title = (text) => ({ title: text });

function listed(phrases, last) {
  return phrases.flatMap((phrase, place) => {
    if (place === 0) return phrase;
    return [place === phrases.length - 1 ? ` ${last} ` : ", ", ...phrase];
  });
}

// Joins phrases that may have commas, «and» or «or» in them.
const alternatives = (phrases) =>
  phrases.flatMap((phrase, place) => (place === 0 ? phrase : ["; or ", ...phrase]));

// What an answer is called: allowed, denied or open.
function verdict(outcome) {
  if (outcome === "allowed") return "allowed";
  return outcome === "missing_facts" ? "open" : "denied";
}

const VERDICTS = {
  allowed: { sign: "✓", word: "Allowed", also: "" },
  denied: { sign: "✕", word: "Not allowed", also: "" },
  open: { sign: "?", word: "Depends", also: "on facts not given" },
};

// Sets that differ by the one level picked alone, said as one: each change has its values listed.
function grouped(sets) {
  const groups = new Map();
  for (const set of sets) {
    const level = set.find(([name]) => name.startsWith("on."));
    const others = set.filter((change) => change !== level);
    const key = JSON.stringify([level?.[0], ...others.map(String).sort()]);
    if (level && groups.has(key)) groups.get(key)[0][1].push(level[1]);
    else
      groups.set(
        level ? key : groups.size,
        [...(level ? [level] : []), ...others].map(([name, to]) => [name, [to]]),
      );
  }
  return [...groups.values()];
}

// Says things of what the page was told.
class Words {
  constructor(index) {
    this.index = index;
  }

  level(tool, id) {
    return title(this.index.tools.get(tool).levels.find((it) => it.id === id).title);
  }

  tool(id) {
    return title(this.index.tools.get(id).title);
  }

  condition(id) {
    return title(this.index.conditions.get(id).title);
  }

  granular(tool, id) {
    return title(this.index.granular.get(`${tool}.${id}`).title);
  }

  obligations(ids) {
    const titles = new Map(this.index.told.obligations);
    return listed(
      ids.map((id) => [title((titles.get(id) ?? id).replace(/\.$/, ""))]),
      "and",
    );
  }

  // A requirement as a phrase that can follow «needs»; `own` is the row's tool.
  requirement(requirement, own) {
    const [kind, first, second] = requirement;
    switch (kind) {
      case "all":
        return this.parts(first, own, "and");
      case "any":
        return this.parts(first, own, "or");
      case "not":
        return [first[0] === "granular" ? "not holding " : "not ", ...this.inner(first, own)];
      default:
        return this.leaf(kind, first, second, own);
    }
  }

  // Parts joined; those that are permissions on one tool are named together.
  parts(parts, own, last) {
    const [tool] = parts.filter(([kind]) => kind === "granular").map(([, it]) => it);
    const named = parts.filter(([kind, it]) => kind === "granular" && it === tool);
    if (named.length < 2)
      return listed(
        parts.map((part) => this.inner(part, own)),
        last,
      );
    const others = parts
      .filter((part) => !named.includes(part))
      .map((part) => this.inner(part, own));
    return listed(
      [
        this.permissions(
          tool,
          named.map(([, , id]) => id),
          own,
          last,
        ),
        ...others,
      ],
      last,
    );
  }

  permissions(tool, ids, own, last) {
    const where = tool === own ? [] : [" on ", this.tool(tool)];
    const titles = listed(
      ids.map((id) => [this.granular(tool, id)]),
      last,
    );
    return [
      `the granular ${ids.length === 1 ? "permission" : "permissions"} `,
      ...titles,
      ...where,
    ];
  }

  inner(part, own) {
    const words = this.requirement(part, own);
    const several = ["all", "any"].includes(part[0]) && part[1].length > 1;
    return several ? ["(", ...words, ")"] : words;
  }

  leaf(kind, first, second, own) {
    if (kind === "is") return [this.condition(first)];
    if (kind === "granular") return this.permissions(first, [second], own, "and");
    const levels = listed(
      second.map((id) => [this.level(first, id)]),
      "or",
    );
    return [...levels, " on ", this.tool(first)];
  }

  // A change as a phrase that can follow «missing».
  change([name, values]) {
    const [kind, first, second] = name.split(".");
    const [value] = values;
    if (kind === "is") return value ? [this.condition(first)] : ["not ", this.condition(first)];
    if (kind === "has") {
      const level = [this.level(first, second), " on ", this.tool(first)];
      return value ? level : ["giving up ", ...level];
    }
    if (kind === "granular")
      return ["giving up the granular permission ", this.granular(first, second)];
    const levels = values.map((it) => (it === "" ? ["no level"] : [this.level(first, it)]));
    return [...listed(levels, "or"), " on ", this.tool(first)];
  }

  // A set of changes: levels first, then permissions, named together, then facts.
  changes(set) {
    const levels = set.filter(([name]) => /^(on|has)\./.test(name));
    const facts = set.filter(([name]) => name.startsWith("is."));
    const permissions = set.filter(([name]) => name.startsWith("granular."));
    const wanted = permissions.filter(([, [value]]) => value).map(([name]) => name.split("."));
    const tools = [...new Set(wanted.map(([, tool]) => tool))];
    return listed(
      [
        ...levels.map((it) => this.change(it)),
        ...tools.map((tool) => this.onTool(tool, wanted)),
        ...permissions.filter(([, [value]]) => !value).map((it) => this.change(it)),
        ...facts.map((it) => this.change(it)),
      ],
      "and",
    );
  }

  onTool(tool, wanted) {
    const ids = wanted.filter(([, it]) => it === tool).map(([, , id]) => id);
    return this.permissions(tool, ids, tool, "and");
  }

  // What would make it a yes: the first few groups of sets, and how many more there are.
  missing({ sets, cut }, most) {
    const groups = grouped(sets);
    const shown = groups.slice(0, most).map((set) => this.changes(set));
    const more = groups.length - shown.length;
    if (more > 0 || cut)
      shown.push([`${more}${cut ? " or more" : ""} other ${more === 1 ? "way" : "ways"}`]);
    return alternatives(shown);
  }

  // Why a row answers as it does.
  why(state, row, found) {
    const shape = this.index.shapes[row.shape];
    const tool = this.index.tools.get(shape.tool);
    const on = [" on ", title(tool.title)];
    const level = found.level === null ? [] : [this.level(tool.id, found.level), ...on];
    switch (found.outcome) {
      case "allowed":
        return [...level, " allows it", ...this.given(shape, found), "."];
      case "missing_facts":
        return ["Not known: ", ...this.facts(found.missing), "."];
      case "level":
        return this.blank(state, tool);
      case "requirement":
        return [...level, " needs more: ", ...this.lacking(state, shape, found), "."];
      case "guard":
        return ["The row applies only if: ", ...this.requirement(shape.guard, tool.id), "."];
      case "platform":
        return ["It is available on ", ...this.platforms(row.platforms), " only."];
      case "no_level":
        return ["The user holds no level", ...on, "."];
      case "not_applicable":
        return ["For ", ...level, " it does not apply."];
      default:
        return ["The documentation does not say whether ", ...level, " allows it."];
    }
  }

  facts(ids) {
    return listed(
      ids.map((id) => [this.condition(id)]),
      "and",
    );
  }

  // No level held allows: those held for certain are named.
  blank(state, tool) {
    const there = tool.levels.filter((it) => isHeld(this.index, state, tool, it) === true);
    const on = [" on ", title(tool.title)];
    if (there.length === 0) return ["No level the user may hold", ...on, " allows it."];
    const levels = listed(
      there.map((it) => [title(it.title)]),
      "and",
    );
    return [...levels, ...on, there.length === 1 ? " does not allow it." : " do not allow it."];
  }

  cell(shape, level) {
    const { levels } = this.index.tools.get(shape.tool);
    return shape.cells[levels.findIndex((it) => it.id === level)];
  }

  // What a yes rests on besides the level, and the limits that come with it.
  given(shape, found) {
    const [kind, requirement] = this.cell(shape, found.level);
    const words =
      kind === "when" && requirement
        ? [", given ", ...this.requirement(requirement, shape.tool)]
        : [];
    const limits =
      found.obligations.length > 0 ? [", with: ", ...this.obligations(found.obligations)] : [];
    return [...words, ...limits];
  }

  // The parts of a requirement that are not met.
  lacking(state, shape, found) {
    const [, requirement] = this.cell(shape, found.level);
    if (requirement[0] !== "all") return this.requirement(requirement, shape.tool);
    const unmet = requirement[1].filter((part) => holds(this.index, state, part) === false);
    return this.requirement(unmet.length === 1 ? unmet[0] : ["all", unmet], shape.tool);
  }

  platforms(ids) {
    const titles = new Map(this.index.told.platforms);
    return listed(
      ids.map((id) => [title(titles.get(id) ?? id)]),
      "and",
    );
  }
}

const plain = (phrase) =>
  phrase.map((part) => (typeof part === "string" ? part : part.title)).join("");
