// The filter: words are looked for in spec and family; comparisons are those of `axmul select`: mred < 2 && family != "exact".
// Parts side by side must all hold; || and ! and parentheses work too. An unfinished or wrong filter throws with the reason.
function compile_filter(text) {
  const tokens = [...text.matchAll(/\s*(&&|\|\||[<>=!]=|[<>()]|!(?![=])|"[^"]*"?|'[^']*'?|(?:(?!&&|\|\||[<>()\s"'!]|[=!]=).)+)/g)].map((m) => m[1]);
  let at = 0;
  const is_comparison = (t) => /^(<|>|<=|>=|==|!=)$/.test(t ?? "");

  function any() {
    const parts = [all()];
    while (tokens[at] === "||") { ++at; parts.push(all()); }
    return (r) => parts.some((p) => p(r));
  }

  function all() {
    const parts = [one()];
    while (at < tokens.length && tokens[at] !== ")" && tokens[at] !== "||") {
      if (tokens[at] === "&&") ++at;
      parts.push(one());
    }
    return (r) => parts.every((p) => p(r));
  }

  function one() {
    const t = tokens[at++];
    if (t === undefined) throw new Error("something is missing at the end");
    if (t === "!") { const inner = one(); return (r) => !inner(r); }
    if (t === "(") {
      const inner = any();
      if (tokens[at++] !== ")") throw new Error("a ) is missing");
      return inner;
    }
    if (/^(&&|\|\||\)|[<>=!]=?)$/.test(t)) throw new Error(`${t} stands where a word or a comparison should`);
    return is_comparison(tokens[at]) ? comparison(t) : word(unquoted(t));
  }

  function comparison(key) {
    const operator = tokens[at++], right = tokens[at++];
    if (!data.fields.includes(key)) throw new Error(`there is no field “${key}”`);
    if (right === undefined) throw new Error(`${key} ${operator} needs a value`);
    const value = unquoted(right), limit = Number(value), numeric = value.trim() !== "" && !Number.isNaN(limit);
    const test = { "<": (p, q) => p < q, ">": (p, q) => p > q, "<=": (p, q) => p <= q, ">=": (p, q) => p >= q, "==": (p, q) => p === q, "!=": (p, q) => p !== q }[operator];
    return (r) => {
      if (r[key] === null) return false;
      const v = number_of(r, key);
      return numeric && !Number.isNaN(v) ? test(v, limit) : test(String(r[key]), value);
    };
  }

  const unquoted = (t) => (/^["']/.test(t) ? t.slice(1).replace(/["']$/, "") : t);
  const word = (t) => { const w = t.toLowerCase(); return (r) => String(r.spec).toLowerCase().includes(w) || r.family.toLowerCase().includes(w); };

  if (!tokens.length) return () => true;
  const test = any();
  if (at < tokens.length) throw new Error(`${tokens[at]} is not expected here`);
  return test;
}
