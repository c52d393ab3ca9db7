// An offer tried on a sample customer, again after each change of its text.
const SEARCH_AFTER = 250; // ms after the last key

export function startPreview({ box, address, post, text }) {
  const customer = document.getElementById("customer");
  const search = document.getElementById("customer-search");
  let asked = 0;
  let typing;

  async function show() {
    const mine = ++asked;
    let answer;
    try {
      answer = await post(`${address}/trials`, { source: text(), customer: customer.value }, "text/html");
    } catch {
      return; // The server is away; what stands stays, and the next change asks again.
    }
    if (!answer.ok || mine !== asked) return;
    const html = await answer.text();
    if (mine === asked) box.innerHTML = html;
  }

  customer.addEventListener("change", show);
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const answer = await fetch(`/sample-customers?q=${encodeURIComponent(search.value)}`).catch(() => null);
      if (!answer?.ok) return;
      customer.innerHTML = await answer.text();
      show();
    }, SEARCH_AFTER);
  });

  return show;
}
