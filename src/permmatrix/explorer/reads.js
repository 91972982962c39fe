// What rows read, so that nothing else is asked for.

// The tools, permissions and conditions that rows of some shapes read, through held levels too.
class Read {
  constructor(index, shapes) {
    this.index = index;
    this.tools = new Set();
    this.granular = new Set();
    this.conditions = new Set();
    for (const number of new Set(shapes)) {
      const { tool, guard, cells } = index.shapes[number];
      this.tool(tool);
      if (guard) this.requirement(guard);
      for (const [, requirement] of cells) if (requirement) this.requirement(requirement);
    }
  }

  tool(id) {
    if (this.tools.has(id)) return;
    this.tools.add(id);
    for (const level of this.index.tools.get(id).levels) {
      if (level.held_when) this.requirement(level.held_when);
    }
  }

  requirement([kind, first, second]) {
    switch (kind) {
      case "is":
        this.conditions.add(first);
        break;
      case "granular":
        this.granular.add(`${first}.${second}`);
        break;
      case "level":
        this.tool(first);
        break;
      case "not":
        this.requirement(first);
        break;
      default:
        for (const part of first) this.requirement(part);
    }
  }
}
