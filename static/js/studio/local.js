// What the server does not have yet, kept on this computer: the typed text, and edits on their way.
export function localCopy(address) {
  const draft = `cuecard-draft-${address}`;
  const edits = `cuecard-edits-${address}`;

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null; // Not ours, or cut off.
    }
  }

  // A full or forbidden store: the server has all but the last second.
  function write(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(value));
    } catch { /* as above */ }
  }

  return {
    draft: () => read(draft),
    keepDraft: (base, text) => write(draft, { base, text }),
    forgetDraft: () => write(draft, null),
    edits: () => read(edits) ?? [],
    keepEdit: (edit) => write(edits, [...(read(edits) ?? []), edit]),
    forgetEdit: (key) => {
      const left = (read(edits) ?? []).filter((each) => each.key !== key);
      write(edits, left.length ? left : null);
    },
  };
}
