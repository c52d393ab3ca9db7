// What the pages of one text share, an offer's and the tests of a script: their words, how they ask the server, and what the editor holds.
const CALLED = "words"; // data-words-saved is words.saved

export function wordsOf(home) {
  const named = Object.entries(home.dataset).filter(([name]) => name.startsWith(CALLED));
  return Object.fromEntries(named.map(([name, said]) => [name.slice(CALLED.length).toLowerCase(), said]));
}

export const asking = (csrf) => (path, fields, accept = "application/json") => fetch(path, {
  method: "POST", body: new URLSearchParams({ csrf, ...fields }), headers: { "X-CSRF-Token": csrf, Accept: accept },
});

export function heldBy(editor) {
  const text = () => editor.state.doc.toString();
  const replace = (chosen) => {
    if (chosen !== text()) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: chosen } });
  };
  return { text, replace };
}
